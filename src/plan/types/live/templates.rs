//! What messages say.

use deserr::Deserr;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::super::super::problem::Problems;
use crate::text::Clean;

/// The language of everything that jday sends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema, Deserr)]
#[serde(rename_all = "lowercase")]
#[deserr(rename_all = lowercase)]
pub enum Language {
    /// French.
    #[default]
    Fr,
    /// English.
    En,
}

/// What messages say, where it is not what jday says by itself.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema, Deserr)]
#[serde(deny_unknown_fields)]
#[deserr(error = Problems, deny_unknown_fields)]
pub struct Templates {
    /// An alert began.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub raised: Option<Worded>,
    /// Somebody took it on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub taken: Option<Worded>,
    /// It ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub cleared: Option<Worded>,
    /// A step of a procedure tells people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub step: Option<Worded>,
}

/// One text in each language. What it may hold in braces is [`PLACEHOLDERS`].
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema, Deserr)]
#[serde(deny_unknown_fields)]
#[deserr(error = Problems, deny_unknown_fields)]
pub struct Worded {
    /// In French.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub fr: Option<Clean>,
    /// In English.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub en: Option<Clean>,
}

/// What stands for something else in a template, between braces: what is said, the side and the value it is
/// about, the plan's title, the time of day in the plan's zone, and how grave it is.
pub const PLACEHOLDERS: [&str; 6] = ["title", "side", "value", "room", "at", "tier"];

/// One piece of a template.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Piece<'a> {
    /// As it stands.
    Text(&'a str),
    /// Something of [`PLACEHOLDERS`], or a mistake.
    Name(&'a str),
}

/// The pieces of a template, in order. A brace that is not closed is text.
pub fn pieces(template: &str) -> Vec<Piece<'_>> {
    let mut found = Vec::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        let Some((name, next)) = after.split_once('}') else { break };
        found.extend([Piece::Text(before), Piece::Name(name)]);
        rest = next;
    }
    found.push(Piece::Text(rest));
    found
}

impl Worded {
    /// The text in `language`, where there is one.
    pub fn in_language(&self, language: Language) -> Option<&Clean> {
        match language {
            Language::Fr => self.fr.as_ref(),
            Language::En => self.en.as_ref(),
        }
    }

    /// Both texts with the field they stand in.
    pub fn each(&self) -> impl Iterator<Item = (&'static str, &Clean)> {
        [("fr", &self.fr), ("en", &self.en)]
            .into_iter()
            .filter_map(|(name, text)| Some((name, text.as_ref()?)))
    }
}

impl Templates {
    /// Every template with the field it stands in.
    pub fn each(&self) -> impl Iterator<Item = (&'static str, &Worded)> {
        let all = [
            ("raised", &self.raised),
            ("taken", &self.taken),
            ("cleared", &self.cleared),
            ("step", &self.step),
        ];
        all.into_iter().filter_map(|(name, text)| Some((name, text.as_ref()?)))
    }
}
