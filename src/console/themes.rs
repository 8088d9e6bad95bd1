//! The themes a person can choose from: the embedded ones, and the one whose file they named.

use super::lang::Lang;
use super::theme::{BUILT_IN, Depth, Theme};

/// The choice of themes, at the terminal's depth of colour.
#[derive(Debug, Clone, Default)]
pub struct Themes {
    own: Option<Theme>,
    depth: Depth,
}

impl Themes {
    /// The embedded themes and `own`, read from a file. One that bears the name of an embedded theme
    /// takes its place.
    pub fn new(own: Option<Theme>, depth: Depth) -> Self {
        Self { own, depth }
    }

    /// Their names, the embedded ones first.
    pub fn names(&self) -> Vec<String> {
        let embedded = BUILT_IN.iter().map(|(name, _)| (*name).to_owned());
        let own = self.own.iter().map(|theme| theme.name.clone());
        let own = own.filter(|name| BUILT_IN.iter().all(|(known, _)| known != name));
        embedded.chain(own).collect()
    }

    /// The theme `name`, ready to draw with.
    pub fn theme(&self, name: &str) -> Option<Theme> {
        let own = self.own.clone().filter(|theme| theme.name == name);
        own.or_else(|| Theme::built_in(name)).map(|theme| theme.at_depth(self.depth))
    }

    /// What the theme `name` is for; its name where it does not say.
    pub fn about(&self, lang: Lang, name: &str) -> String {
        let about = self.theme(name).map(|theme| match lang {
            Lang::Fr => theme.about_fr,
            Lang::En => theme.about_en,
        });
        about.filter(|about| !about.is_empty()).unwrap_or_else(|| name.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_theme_of_ones_own_stands_beside_the_embedded_ones_or_in_place_of_its_namesake() {
        let own = |name: &str| Theme { name: name.into(), about_en: "mine".into(), ..Theme::default() };
        let beside = Themes::new(Some(own("night")), Depth::default());
        assert_eq!(beside.names().len(), BUILT_IN.len() + 1);
        assert_eq!(beside.about(Lang::En, "night"), "mine");
        let instead = Themes::new(Some(own("dark")), Depth::default());
        assert_eq!(instead.names().len(), BUILT_IN.len());
        assert_eq!(instead.about(Lang::En, "dark"), "mine");
        assert_eq!(instead.theme("nowhere"), None);
    }
}
