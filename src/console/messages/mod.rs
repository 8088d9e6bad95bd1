//! jday's own words in French and English, checked by the compiler.
//!
//! `messages!` makes one function of each message: it takes the language and the message's
//! arguments. A missing language, an unknown or a forgotten argument does not compile. Each area
//! of the screen has its file here; words that several areas share are in [`common`].

/// Declares messages: `key => "français" | "English";` gives `key(lang) -> &'static str`, and
/// `key(a, b) => "… {a} … {b}" | "… {a} … {b}";` gives `key(lang, a, b) -> String`, each argument
/// being anything that can be displayed.
macro_rules! messages {
    ($($key:ident $(($($arg:ident),+))? => $fr:literal | $en:literal;)*) => {
        $($crate::console::messages::message!($key $(($($arg),+))? $fr $en);)*
    };
}

/// One message of [`messages!`].
macro_rules! message {
    ($key:ident $fr:literal $en:literal) => {
        #[doc = concat!("« ", $fr, " » · “", $en, "”")]
        #[allow(rustdoc::broken_intra_doc_links, reason = "brackets are the words', as in [[metrics]]")]
        pub fn $key(lang: $crate::console::lang::Lang) -> &'static str {
            match lang {
                $crate::console::lang::Lang::Fr => $fr,
                $crate::console::lang::Lang::En => $en,
            }
        }
    };
    ($key:ident($($arg:ident),+) $fr:literal $en:literal) => {
        #[doc = concat!("« ", $fr, " » · “", $en, "”")]
        #[allow(rustdoc::broken_intra_doc_links, reason = "brackets are the words', as in [[metrics]]")]
        pub fn $key(lang: $crate::console::lang::Lang, $($arg: impl std::fmt::Display),+) -> String {
            match lang {
                $crate::console::lang::Lang::Fr => format!($fr, $($arg = $arg),+),
                $crate::console::lang::Lang::En => format!($en, $($arg = $arg),+),
            }
        }
    };
}

pub(crate) use message;

pub mod alerts;
pub mod channels;
pub mod checklists;
pub mod common;
pub mod cutover;
pub mod dialog;
pub mod errand;
pub mod evidence;
pub mod journal;
pub mod metrics;
pub mod names;
pub mod pages;
pub mod palette;
pub mod people;
pub mod refusal;
pub mod replay;
pub mod room;
pub mod schedule;
pub mod sitrep;
pub mod status;
pub mod words;
