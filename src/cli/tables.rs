//! `jday scenarios`, `jday keys`, `jday themes`: what there is to choose from.

use serde_json::json;

use super::args::{Form, Keys, KeysForm, Look, Table};
use super::exit::Exit;
use super::look::{keymap, language};
use super::{drill, out};
use crate::console::keymap;
use crate::console::theme;

/// The scenarios.
pub fn scenarios(table: Table, look: &Look) -> anyhow::Result<Exit> {
    let rows = drill::table(look)?;
    let cells = rows.iter().map(|row| {
        let minutes = format!("{} min", row.length_ms / 60_000);
        vec![row.id.clone(), row.title.one_line().into_owned(), minutes]
    });
    print(table, &["scenario", "title", "length"], &cells.collect::<Vec<_>>())
}

/// The keys.
pub fn keys(keys: Keys, look: &Look) -> anyhow::Result<Exit> {
    let keymap = keymap(look)?;
    let format = match keys.format {
        KeysForm::Text => Form::Text,
        KeysForm::Markdown => Form::Markdown,
        KeysForm::Json => Form::Json,
        KeysForm::Toml => {
            out::line(keymap.to_toml().trim_end())?;
            return Ok(Exit::Done);
        }
    };
    let table = Table { format };
    let rows = keymap::rows(&keymap, language(look)?);
    let cells = rows.into_iter().map(|row| vec![row.keys, row.action.name().to_owned(), row.help.to_owned()]);
    print(table, &["keys", "action", "what it does"], &cells.collect::<Vec<_>>())
}

/// The themes.
pub fn themes(table: Table, look: &Look) -> anyhow::Result<Exit> {
    let rows = theme::table(language(look)?);
    let cells = rows.into_iter().map(|(name, what)| vec![name.to_owned(), what]);
    print(table, &["theme", "what it is"], &cells.collect::<Vec<_>>())
}

fn print(table: Table, head: &[&str], rows: &[Vec<String>]) -> anyhow::Result<Exit> {
    let text = match table.format {
        Form::Text => text(rows),
        Form::Markdown => markdown(head, rows),
        Form::Json => {
            let object = |row: &Vec<String>| -> serde_json::Value {
                head.iter().zip(row).map(|(name, cell)| ((*name).to_owned(), json!(cell))).collect()
            };
            serde_json::Value::Array(rows.iter().map(object).collect()).to_string()
        }
    };
    out::line(text.trim_end())?;
    Ok(Exit::Done)
}

/// Columns as wide as their widest cell; the last one as long as it is.
fn text(rows: &[Vec<String>]) -> String {
    use unicode_width::UnicodeWidthStr;
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let width =
        |column: usize| rows.iter().filter_map(|row| row.get(column)).map(|c| c.width()).max().unwrap_or(0);
    let mut out = String::new();
    for row in rows {
        for (column, cell) in row.iter().enumerate() {
            out.push_str(cell);
            if column + 1 < columns {
                out.push_str(&" ".repeat(width(column) + 2 - cell.width()));
            }
        }
        out.push('\n');
    }
    out
}

fn markdown(head: &[&str], rows: &[Vec<String>]) -> String {
    let line = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
    let mut out = line(head.iter().map(|&cell| cell.to_owned()).collect());
    out.push_str(&line(vec!["---".to_owned(); head.len()]));
    for row in rows {
        out.push_str(&line(row.iter().map(|cell| cell.replace('|', "\\|")).collect()));
    }
    out
}
