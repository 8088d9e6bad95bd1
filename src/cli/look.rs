//! How the console looks: language, theme, glyphs and zone, from flags and the environment.

use std::path::Path;

use super::args;
use super::exit::BadInput;
use crate::config;
use crate::console::glyphs::Glyphs;
use crate::console::keymap::Keymap;
use crate::console::lang::{self, Lang};
use crate::console::theme::{Depth, Theme};
use crate::console::themes::Themes;
use crate::console::ui::Looks;
use crate::plan::types::Zone;

/// Looks a variable of the environment up.
pub fn env(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

/// The language of jday's own words.
pub fn language(look: &args::Look) -> Result<Lang, BadInput> {
    let asked = look.lang.as_deref().map(str::parse).transpose();
    let asked = asked.map_err(|why: String| BadInput(format!("--lang: {why}")))?;
    Ok(Lang::choose(asked, env))
}

/// Everything the console needs to know of how it looks.
pub fn looks(look: &args::Look) -> Result<Looks, BadInput> {
    let lang = language(look)?;
    let utf8 = lang::is_utf8(env);
    // A colour of 24 bits costs twice the bytes of an indexed one.
    let depth = match Depth::of(env) {
        Depth::True if look.low_bandwidth => Depth::Indexed,
        depth => depth,
    };
    let theme = theme(look.theme.as_deref(), depth)?;
    let named = look.theme.as_deref().is_some_and(|name| Theme::built_in(name).is_none());
    let themes = Themes::new(named.then(|| theme.clone()), depth);
    Ok(Looks {
        lang,
        theme: theme.at_depth(depth),
        themes,
        learning: look.learn,
        mouse: look.mouse,
        reports: config::sitreps(),
        ascii: look.ascii || !utf8,
        narrow: look.low_bandwidth,
        glyphs: Glyphs::choose(look.ascii, utf8),
        keymap: keymap(look)?,
        local: local_zone(),
        term: env("TERM"),
    })
}

/// The theme that was asked for, or the default for a terminal of `depth`, with all its colours.
pub fn theme(wanted: Option<&str>, depth: Depth) -> Result<Theme, BadInput> {
    let no_color = env("NO_COLOR").is_some_and(|value| !value.is_empty());
    let Some(wanted) = wanted else {
        let name = Theme::default_name(no_color, depth);
        return Theme::built_in(name).ok_or_else(|| BadInput(format!("the theme {name} is missing")));
    };
    if let Some(theme) = Theme::built_in(wanted) {
        return Ok(theme);
    }
    let text = text_of(Path::new(wanted)).map_err(|why| {
        BadInput(format!("--theme {wanted}: {why}; give the path of a theme file or one of `jday themes`"))
    })?;
    Theme::parse(wanted, &text).map_err(|error| BadInput(error.to_string()))
}

/// The keys: the registry's, with those that a file replaces.
pub fn keymap(look: &args::Look) -> Result<Keymap, BadInput> {
    let Some(path) = &look.keys else { return Ok(Keymap::standard()) };
    let name = path.display().to_string();
    let text = text_of(path).map_err(|why| {
        BadInput(format!("--keys {name}: {why}; give the path of a keymap file (`jday keys --format toml`)"))
    })?;
    Keymap::parse(&name, &text).map_err(|error| BadInput(error.to_string()))
}

fn text_of(path: &Path) -> Result<String, String> {
    let bytes = std::fs::read(path).map_err(|error| error.to_string())?;
    String::from_utf8(bytes).map_err(|_| "not UTF-8 text".to_owned())
}

/// The zone of whoever looks: `TZ`, else what the machine's `/etc/localtime` points at.
fn local_zone() -> Option<Zone> {
    let of_machine = || {
        let target = std::fs::read_link("/etc/localtime").ok()?;
        target.to_str()?.split_once("zoneinfo/").map(|(_, name)| name.to_owned())
    };
    env("TZ").filter(|zone| !zone.is_empty()).or_else(of_machine)?.parse().ok()
}
