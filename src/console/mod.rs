//! What people see and press. A console is a replica: it never decides, it asks and it shows.

pub mod action;
pub mod format;
pub mod glyphs;
pub mod keymap;
pub mod lang;
pub mod messages;
pub mod theme;
pub mod view;
