//! What people see and press. A console is a replica: it never decides, it asks and it shows.

pub mod action;
pub mod app;
pub mod clocks;
mod colour;
pub mod dialog;
pub mod film;
pub mod format;
pub mod glyphs;
pub mod goto;
pub mod ink;
pub mod input;
pub mod keymap;
pub mod lang;
pub mod lookup;
pub mod messages;
pub mod page;
pub mod palette;
pub mod render;
pub mod sheet;
pub mod signals;
pub mod sitrep;
pub mod terminal;
pub mod theme;
pub mod themes;
pub mod ui;
pub mod view;
pub mod wanted;
