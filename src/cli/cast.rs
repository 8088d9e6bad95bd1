//! `jday cast`: a journal as a recording for asciinema players. No terminal is needed: the console's own
//! drawing is taken frame by frame, and the same journal always gives the same file.
//!
//! The format is asciicast 2, which every player and converter reads:
//! <https://docs.asciinema.org/manual/asciicast/v2>.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use serde_json::json;

use super::args::{Cast, Look};
use super::exit::{BadInput, Exit};
use super::look;
use crate::console::action::Stage;
use crate::console::film::{self, Film};
use crate::console::glyphs::Glyphs;
use crate::console::goto;
use crate::console::keymap::Keymap;
use crate::console::lang::Lang;
use crate::console::messages::replay as say;
use crate::console::page::{Page, Places, Sight};
use crate::console::theme::{Depth, Theme};
use crate::console::view::{self, Played, Scene, Transport};
use crate::model::{At, State};
use crate::plan::types::Side;
use crate::source::{Log, Moment, Rest, Spot, Timeline};
use crate::wire::{Landmark, Mark, Seek, Sign, Track};

/// Fewest milliseconds of the recording between two frames: as often as the console draws for data.
const FRAME_MS: f64 = 100.0;
/// The sixteen colours that a player of asciicast wants to know; jday's own themes use none of them.
const PALETTE: &str = "#000000:#cd3131:#0dbc79:#e5e510:#2472c8:#bc3fbc:#11a8cd:#e5e5e5:\
                       #666666:#f14c4c:#23d18b:#f5f543:#3b8eea:#d670d6:#29b8db:#ffffff";

/// Writes the recording.
pub fn run(args: &Cast, look: &Look) -> anyhow::Result<Exit> {
    let (lang, theme) = (look::language(look)?, look::theme(look.theme.as_deref(), Depth::True)?);
    let mut timeline = Timeline::open(&args.journal)?;
    while timeline.read_on(u64::MAX) {}
    let track = timeline.track();
    let from = place(args.from.as_deref(), "--from", &timeline, &track)?.unwrap_or(Moment::At(track.from));
    let to = place(args.to.as_deref(), "--to", &timeline, &track)?.unwrap_or(Moment::At(track.to));
    let Spot { state, at, rest } = timeline.spot(from)?;
    let log = Log::at(&state, timeline.log(state.seq));
    let end = timeline.spot(to)?.at;
    if end < at {
        return Err(BadInput("--to lies before --from; name a later place".into()).into());
    }
    let shoot = Shoot {
        film: Film::new((args.size.0, args.size.1), look.ascii),
        set: Set {
            lang,
            theme,
            keymap: Keymap::standard(),
            places: looking_at(args.page),
            ascii: look.ascii,
            speed: args.speed.0,
        },
        track,
        state,
        log,
        clock: 0.0,
        drawn: 0.0,
        idle: args.idle_limit.as_secs_f64(),
    };
    let result = match &args.out {
        Some(file) => shoot.write(args, BufWriter::new(create(file)?), (at, end), rest),
        None => shoot.write(args, BufWriter::new(io::stdout().lock()), (at, end), rest),
    };
    if let Err(error) = result {
        let reader_left =
            error.downcast_ref::<io::Error>().is_some_and(|e| e.kind() == io::ErrorKind::BrokenPipe);
        return if reader_left { Ok(Exit::Done) } else { Err(error) };
    }
    match timeline.into_broken() {
        Some(broken) => Err(broken.into()),
        None => Ok(Exit::Done),
    }
}

/// Eyes on the page of this number.
fn looking_at(number: u8) -> Places {
    let mut places = Places::default();
    let page = Page::ALL.into_iter().find(|page| page.number() == usize::from(number));
    places.page = page.unwrap_or_default();
    places
}

fn create(file: &Path) -> Result<File, BadInput> {
    File::create_new(file).map_err(|error| {
        let what = match error.kind() {
            io::ErrorKind::AlreadyExists => "this file exists already; name another one".to_owned(),
            _ => format!("cannot be written: {error}; name a file in a folder that you may write"),
        };
        BadInput(format!("--out {}: {what}", file.display()))
    })
}

/// The place that was typed for `option`.
fn place(
    typed: Option<&str>,
    option: &str,
    timeline: &Timeline,
    track: &Track,
) -> anyhow::Result<Option<Moment>> {
    let Some(typed) = typed else { return Ok(None) };
    let zone = timeline.plan().zone;
    match goto::parse(typed, track.from, zone, track) {
        Ok(Seek::ToSeq(seq)) => Ok(Some(Moment::Seq(seq))),
        Ok(Seek::To(at)) => Ok(Some(Moment::At(at))),
        Ok(Seek::Back | Seek::Mark { .. }) => Ok(None),
        Err(trouble) => {
            Err(BadInput(format!("{option} {typed}: {}", trouble.sentence(Lang::En, zone))).into())
        }
    }
}

/// What stays the same from frame to frame.
struct Set {
    lang: Lang,
    theme: Theme,
    keymap: Keymap,
    places: Places,
    ascii: bool,
    speed: f64,
}

/// A recording under way.
struct Shoot {
    film: Film,
    set: Set,
    track: Track,
    state: State,
    log: Log,
    /// Seconds of the recording.
    clock: f64,
    /// The same when something was drawn last.
    drawn: f64,
    /// Longest stillness, in seconds.
    idle: f64,
}

impl Shoot {
    fn write(
        mut self,
        args: &Cast,
        mut out: impl Write,
        (from, to): (At, At),
        mut rest: Rest,
    ) -> anyhow::Result<()> {
        writeln!(out, "{}", self.header(args, from))?;
        let stride = (FRAME_MS * self.set.speed).max(1.0) as i64;
        let mut frame = from;
        let mut shown = from;
        self.shoot(&mut out, false)?;
        while let Some(next) = rest.next_at()?.filter(|next| *next <= to) {
            // What happens within one frame is seen in one; a pause is as long as it was, up to the limit.
            let until = At(next.0.max(frame.0.saturating_add(stride)).min(to.0));
            while let Some(envelope) = rest.next_if(|_, at| at <= until)? {
                self.state.apply(&envelope);
                self.log.push(&envelope.into());
            }
            let passed = (until.0 - frame.0) as f64 / 1000.0 / self.set.speed;
            self.clock = (self.clock + passed).min(self.drawn + self.idle);
            self.mark(&mut out, shown, until)?;
            (frame, shown) = (until, until);
            self.shoot(&mut out, until == to)?;
        }
        out.flush()?;
        Ok(())
    }

    fn header(&self, args: &Cast, from: At) -> serde_json::Value {
        let title = self.state.plan.title.one_line();
        let about = self.state.scenario.as_ref().map(|scenario| format!(" · {}", scenario.one_line()));
        let mut header = json!({
            "version": 2,
            "width": args.size.0,
            "height": args.size.1,
            "timestamp": from.0.div_euclid(1000),
            "idle_time_limit": self.idle,
            "title": format!("{} · {title}{}", Stage::Replay.word(self.set.lang), about.unwrap_or_default()),
            "env": { "TERM": "xterm-256color" },
        });
        if let (Some([fg, bg]), Some(header)) = (film::ground(&self.set.theme), header.as_object_mut()) {
            header.insert("theme".into(), json!({ "fg": fg, "bg": bg, "palette": PALETTE }));
        }
        header
    }

    fn shoot(&mut self, out: &mut impl Write, over: bool) -> io::Result<()> {
        let Self { film, set, track, state, log, .. } = self;
        let scene = set.scene(state, log, Played { track, over });
        match film.frame(|frame| view::draw(frame, &scene)) {
            Some(bytes) => {
                self.drawn = self.clock;
                event(out, self.clock, "o", &bytes)
            }
            None => Ok(()),
        }
    }

    /// Marks of the player's own axis, for what was decided or raised since the last frame.
    fn mark(&self, out: &mut impl Write, after: At, until: At) -> io::Result<()> {
        let new = |mark: &&Mark| mark.at > after && mark.at <= until;
        let gravest = self.track.marks.iter().filter(new).map(|mark| mark.sign).max();
        match gravest.filter(|sign| sign.landmark() != Landmark::Step) {
            Some(sign) => event(out, self.clock, "m", name(self.set.lang, sign)),
            None => Ok(()),
        }
    }
}

impl Set {
    fn scene<'a>(&'a self, state: &'a State, log: &'a Log, played: Played<'a>) -> Scene<'a> {
        let sight = Sight { state, log, lang: self.lang, places: &self.places };
        Scene {
            transport: Some(Transport { speed: self.speed, paused: false }),
            played: Some(played),
            ..Scene::plain(sight, Stage::Replay, &self.theme, Glyphs::choose(self.ascii, true), &self.keymap)
        }
    }
}

fn name(lang: Lang, sign: Sign) -> &'static str {
    match sign {
        Sign::Step | Sign::Info | Sign::Important => say::legend_important(lang),
        Sign::Decision => say::legend_decision(lang),
        Sign::Critical | Sign::Proposal => say::legend_critical(lang),
        Sign::Moved(Side::Green) => say::legend_there(lang),
        Sign::Moved(Side::Blue) => say::legend_back(lang),
    }
}

fn event(out: &mut impl Write, clock: f64, code: &str, data: &str) -> io::Result<()> {
    writeln!(out, "[{clock:.3}, \"{code}\", {}]", serde_json::Value::from(data))
}
