//! Words of the palette, learning mode and the fault menu.

use crate::console::lang::Lang;

/// How many lines of the palette pass; French counts none as one.
pub fn found(lang: Lang, count: usize) -> String {
    if count < 2 { found_one(lang, count) } else { found_many(lang, count) }
}

messages! {
    // The palette.
    title => "Palette" | "Palette";
    prompt => "action, page, thème, check-list…" | "action, page, theme, checklist…";
    nothing_found(query) => "rien ne s'appelle « {query} » : effacez avec ctrl-u, ou Esc pour sortir" | "nothing is called “{query}”: ctrl-u to erase, Esc to leave";
    hint => "Entrée fait ce que fait la touche · Esc referme" | "Enter does what the key does · Esc closes";
    hint_theme => "le thème s'essaie à l'écran · Entrée le garde · Esc rend l'ancien" | "the theme is tried on the screen · Enter keeps it · Esc gives the old one back";
    found_one(count) => "{count} trouvé" | "{count} found";
    found_many(count) => "{count} trouvés" | "{count} found";
    checklist(title) => "Check-list : {title}" | "Checklist: {title}";
    checklist_help => "Ouvre cette check-list pour cocher ses lignes." | "Opens this checklist to tick its items.";
    procedure(title) => "Procédure : {title}" | "Procedure: {title}";
    procedure_help => "Ouvre cette procédure : ses étapes, puis la confirmation." | "Opens this procedure: its steps, then the confirmation.";
    zoom_close => "Mesures sur 5 minutes" | "Metrics over 5 minutes";
    zoom_near => "Mesures sur 30 minutes" | "Metrics over 30 minutes";
    zoom_day => "Mesures sur la journée" | "Metrics over the day";
    zoom_help => "Montre la page des mesures avec ce passé." | "Shows the page of metrics with this much of the past.";
    french => "Langue : français" | "Language: French";
    english => "Langue : anglais" | "Language: English";
    language_help => "La langue des mots de jday ; le plan reste comme il est écrit." | "The language of jday's own words; the plan stays as written.";
    theme(name) => "Thème : {name}" | "Theme: {name}";

    // What an action can do to the world.
    looks => "montre" | "shows";
    records => "écrit" | "records";
    moves => "AGIT" | "MOVES";

    // Said of a console that draws little.
    sparing => "débit réduit" | "low bandwidth";
    // Learning mode.
    learning => "APPRENTISSAGE" | "LEARNING";
    learning_on => "apprentissage : chaque touche qui agit dit d'abord ce qu'elle ferait" | "learning mode: each key that acts first says what it would do";
    learning_off => "apprentissage terminé : les touches agissent de nouveau" | "learning mode is off: keys act again";
    learn_hint(key) => "pour apprendre : {key} dans l'exercice, ou --learn" | "to learn: {key} in the drill, or --learn";
    lesson(key, label) => "{key} · {label}" | "{key} · {label}";
    lesson_does => "Effet" | "Effect";
    lesson_looks => "ne change que cet écran" | "changes nothing but this screen";
    lesson_records => "écrit au journal, à votre nom ; se corrige ou ne nuit pas" | "writes to the journal in your name; can be taken back or does no harm";
    lesson_moves => "déplace du trafic ou des données, ou lève une protection" | "moves traffic or data, or takes a safeguard away";
    lesson_who => "Qui" | "Who";
    lesson_everybody => "tout le monde" | "everybody";
    lesson_nobody => "aucun rôle de ce plan" | "no role of this plan";
    lesson_next => "Ensuite" | "Then";
    lesson_asks => "un dialogue s'ouvre : rien ne part avant sa confirmation" | "a dialog opens: nothing happens before it is confirmed";
    lesson_acts => "c'est fait tout de suite" | "it is done at once";
    lesson_go(key, close) => "{key} ou Entrée continue · {close} renonce" | "{key} or Enter goes on · {close} gives up";

    // The fault menu.
    faults => "Pannes de l'exercice" | "Faults of the drill";
    no_faults => "rien à casser ici : l'exercice n'a pas encore commencé" | "nothing to break here: the drill has not begun";
    faults_on(count) => "{count} en cours" | "{count} on";
    fault_on => "en panne" | "broken";
    fault_off => "intact" | "intact";
    fault_once => "une fois" | "once";
    fault_hint(key, close) => "{key} casse ou répare · au journal, à votre nom · {close} referme" | "{key} breaks or mends · journalled in your name · {close} closes";
}
