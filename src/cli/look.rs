//! How the console looks: language, theme, glyphs and zone, from flags and the environment.

use std::path::Path;

use super::args;
use super::exit::BadInput;
use crate::console::glyphs::Glyphs;
use crate::console::keymap::Keymap;
use crate::console::lang::{self, Lang};
use crate::console::theme::{Depth, Theme};
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
    Ok(Looks {
        lang,
        theme: theme(look.theme.as_deref(), depth)?.at_depth(depth),
        ascii: look.ascii || !utf8,
        narrow: look.low_bandwidth,
        glyphs: Glyphs::choose(look.ascii, utf8),
        keymap: Keymap::standard(),
        local: local_zone(),
        term: env("TERM"),
    })
}

fn theme(wanted: Option<&str>, depth: Depth) -> Result<Theme, BadInput> {
    let no_color = env("NO_COLOR").is_some_and(|value| !value.is_empty());
    let Some(wanted) = wanted else {
        let name = Theme::default_name(no_color, depth);
        return Theme::built_in(name).ok_or_else(|| BadInput(format!("the theme {name} is missing")));
    };
    if let Some(theme) = Theme::built_in(wanted) {
        return Ok(theme);
    }
    let path = Path::new(wanted);
    let text = std::fs::read(path)
        .map_err(|error| error.to_string())
        .and_then(|bytes| String::from_utf8(bytes).map_err(|_| "not UTF-8 text".to_owned()))
        .map_err(|why| {
            BadInput(format!(
                "--theme {wanted}: {why}; give the path of a theme file or one of `jday themes`"
            ))
        })?;
    Theme::parse(wanted, &text).map_err(|error| BadInput(error.to_string()))
}

/// The zone of whoever looks: `TZ`, else what the machine's `/etc/localtime` points at.
fn local_zone() -> Option<Zone> {
    let of_machine = || {
        let target = std::fs::read_link("/etc/localtime").ok()?;
        target.to_str()?.split_once("zoneinfo/").map(|(_, name)| name.to_owned())
    };
    env("TZ").filter(|zone| !zone.is_empty()).or_else(of_machine)?.parse().ok()
}
