//! Every theme on every page: what is written can be read, and what is told apart by colour is told
//! apart by every eye.

use std::collections::BTreeMap;

use jday::console::action::Stage;
use jday::console::dialog::open;
use jday::console::lang::Lang;
use jday::console::page::Page;
use jday::console::theme::Theme;
use jday::console::view::{Overlay, Pane, Toast};
use jday::plan::types::Id;
use ratatui::style::{Color, Modifier, Style};

use super::{Desk, drawn, rooms};

/// The themes that say exactly which colours they use.
const EXACT: [&str; 4] = ["dark", "light", "contrast", "colour-blind"];

/// Red, green and blue in light, 0 … 1.
type Light = [f64; 3];

fn light(colour: Color) -> Light {
    let rgb = match colour {
        Color::Rgb(red, green, blue) => Some([red, green, blue]),
        _ => None,
    };
    rgb.unwrap().map(|channel| {
        let value = f64::from(channel) / 255.0;
        if value <= 0.040_45 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
    })
}

fn mixed(rows: [[f64; 3]; 3], light: Light) -> Light {
    rows.map(|row| row.iter().zip(light).map(|(share, part)| share * part).sum::<f64>().clamp(0.0, 1.0))
}

/// Contrast as WCAG 2 defines it.
fn contrast(a: Color, b: Color) -> f64 {
    let [a, b] = [a, b].map(|colour| {
        let [red, green, blue] = light(colour);
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    });
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

/// How the three kinds of dichromats see, after Machado, Oliveira and Fernandes (2009), severity 1.
const EYES: [(&str, [[f64; 3]; 3]); 4] = [
    ("all cones", [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]),
    (
        "protanopia",
        [
            [0.152_286, 1.052_583, -0.204_868],
            [0.114_503, 0.786_281, 0.099_216],
            [-0.003_882, -0.048_116, 1.051_998],
        ],
    ),
    (
        "deuteranopia",
        [
            [0.367_322, 0.860_646, -0.227_968],
            [0.280_085, 0.672_501, 0.047_413],
            [-0.011_820, 0.042_940, 0.968_881],
        ],
    ),
    (
        "tritanopia",
        [
            [1.255_528, -0.076_749, -0.178_779],
            [-0.078_411, 0.930_809, 0.147_602],
            [0.004_733, 0.691_367, 0.303_900],
        ],
    ),
];

/// A colour in CIE L*a*b* under D65, as an eye sees it.
fn seen(eye: [[f64; 3]; 3], colour: Color) -> [f64; 3] {
    const XYZ: [[f64; 3]; 3] = [
        [0.412_456_4, 0.357_576_1, 0.180_437_5],
        [0.212_672_9, 0.715_152_2, 0.072_175_0],
        [0.019_333_9, 0.119_192_0, 0.950_304_1],
    ];
    let light = mixed(eye, light(colour));
    let xyz = XYZ.map(|row| row.iter().zip(light).map(|(share, part)| share * part).sum::<f64>());
    let [x, y, z] = [xyz[0] / 0.950_47, xyz[1], xyz[2] / 1.088_83].map(|part| {
        if part > 216.0 / 24_389.0 { part.cbrt() } else { (24_389.0 / 27.0 * part + 16.0) / 116.0 }
    });
    [116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)]
}

/// How far apart two colours are to an eye; about two is the least that anybody sees side by side.
fn apart(eye: [[f64; 3]; 3], a: Color, b: Color) -> f64 {
    let (a, b) = (seen(eye, a), seen(eye, b));
    a.iter().zip(b).map(|(a, b)| (a - b).powi(2)).sum::<f64>().sqrt()
}

/// The colour by which a look is told: its ground where it has one of its own.
fn telling(style: Style) -> Color {
    style.bg.or(style.fg).unwrap()
}

#[test]
fn severities_and_sides_are_told_apart_by_every_eye() {
    // Ten times what is just seen: single letters, from a metre away.
    const LEAST: f64 = 20.0;
    for name in ["colour-blind", "contrast"] {
        let theme = Theme::built_in(name).unwrap();
        let mut pairs = vec![
            ("ok/warn", theme.ok, theme.warn),
            ("ok/bad", theme.ok, theme.bad),
            ("ok/critical", theme.ok, theme.critical),
            ("warn/bad", theme.warn, theme.bad),
            ("warn/critical", theme.warn, theme.critical),
            ("unknown/ok", theme.unknown, theme.ok),
            ("unknown/warn", theme.unknown, theme.warn),
            ("unknown/bad", theme.unknown, theme.bad),
            ("blue/green", theme.blue, theme.green),
            ("chart/bad", theme.chart, theme.bad),
            ("drill/live", theme.frame_drill, theme.frame_live),
            ("drill/replay", theme.frame_drill, theme.frame_replay),
        ];
        if name == "colour-blind" {
            // In the other one a filled ground tells the critical from the bad.
            pairs.push(("bad/critical", theme.bad, theme.critical));
        }
        for (eye, sees) in EYES {
            for (pair, one, other) in &pairs {
                let apart = apart(sees, telling(*one), telling(*other));
                assert!(apart >= LEAST, "{name}: {pair} are {apart:.0} apart with {eye}");
            }
        }
    }
}

#[test]
fn red_and_green_would_not_do() {
    // The measure can fail: the dark theme's green and red are one colour to one man in sixteen.
    let theme = Theme::built_in("dark").unwrap();
    let [normal, _, deuteranopia, _] =
        EYES.map(|(_, sees)| apart(sees, telling(theme.ok), telling(theme.bad)));
    assert!(normal > 90.0 && deuteranopia < 10.0, "{normal} {deuteranopia}");
}

/// Every pair of colours that meets on a screen, with a letter that shows it.
fn pairs(theme: &str) -> Vec<(String, Color, Color)> {
    let mut desk = Desk::new();
    desk.theme = Theme::built_in(theme).unwrap();
    let mut pairs = BTreeMap::new();
    let states = [rooms::calm(), rooms::holding(), rooms::proposed(), rooms::rolling_back(), rooms::blind()];
    let list = Id::new("pre-business");
    for (index, state) in states.iter().enumerate() {
        let mut late = state.clone();
        late.now = late.now.plus(40_000);
        let dialogs = [
            open::rollback(Lang::Fr, state),
            open::note(Lang::Fr),
            open::switch(Lang::Fr, state, &jday::model::gates::switch(state)),
        ];
        let score = rooms::score();
        for page in Page::ALL {
            desk.places.page = page;
            for (state, over) in [(state, 0), (&late, 0), (state, 1), (state, 2), (state, 3), (state, 4)] {
                let mut scene = desk.scene(state, Lang::Fr);
                scene.focus = Pane::ALL[(index + over + page.number()) % Pane::ALL.len()];
                scene.stage = Stage::ALL[(index + over) % Stage::ALL.len()];
                scene.overlay = match over {
                    0 => Overlay::None,
                    1 => Overlay::Help { scroll: 0 },
                    2 => Overlay::Ticks { checklist: &list, cursor: 3 },
                    3 => Overlay::Score(&score),
                    _ => Overlay::Dialog { dialog: &dialogs[index % dialogs.len()], settled: true },
                };
                scene.toast = (over == 0).then_some(Toast { text: "toast", refusal: page == Page::Room });
                let buf = drawn(&scene, 120, 40);
                for cell in buf.content.iter().filter(|cell| cell.symbol() != " ") {
                    let (fg, bg) = if cell.modifier.contains(Modifier::REVERSED) {
                        (cell.bg, cell.fg)
                    } else {
                        (cell.fg, cell.bg)
                    };
                    let shown = format!("{fg} on {bg}, as in {:?} on {page:?}", cell.symbol());
                    let line = cell.symbol().contains(is_line);
                    pairs.entry((fg.to_string(), bg.to_string(), line)).or_insert((shown, fg, bg));
                }
            }
        }
    }
    pairs.into_values().collect()
}

fn is_line(letter: char) -> bool {
    ('\u{2500}'..='\u{257f}').contains(&letter)
}

#[test]
fn every_pair_of_colours_that_meets_on_a_screen_can_be_read() {
    for name in EXACT {
        let least = if name == "contrast" { 7.0 } else { 4.5 };
        let pairs = pairs(name);
        assert!(pairs.len() > 10, "{name}: {pairs:#?}");
        let faint: Vec<String> = pairs
            .iter()
            .map(|(shown, fg, bg)| (shown, contrast(*fg, *bg)))
            // A frame is no text: WCAG asks three to one of it.
            .filter(|(shown, ratio)| *ratio < if shown.contains(is_line) { 3.0 } else { least })
            .map(|(shown, ratio)| format!("{name}: {shown}: {ratio:.2}"))
            .collect();
        assert_eq!(faint, Vec::<String>::new());
    }
}
