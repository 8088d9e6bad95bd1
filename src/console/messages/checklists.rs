//! Words of page 4, checklists.

use crate::console::lang::Lang;

/// How many items of a list are open.
pub fn items_open(lang: Lang, count: usize) -> String {
    if count == 1 { item_open(lang).to_owned() } else { items_open_many(lang, count) }
}

messages! {
    no_lists => "le plan n'a pas de check-list : ajoutez-en sous [[checklists]]" | "the plan has no checklist: add some under [[checklists]]";
    holds_switch => "bloque la bascule" | "holds the switch";
    complete => "complète" | "complete";
    opened_at(clock) => "ouverte à {clock}" | "opened at {clock}";
    opens_later(title) => "{title} : s'ouvre après un retour arrière" | "{title}: opens after a rollback";
    next(title) => "à faire : {title}" | "to do: {title}";
    folded(key) => "liste repliée : {key} la déplie" | "folded list: {key} unfolds it";
    fold_key(key) => "{key} replie ou déplie la liste" | "{key} folds or unfolds the list";
    item_open => "1 ligne à faire" | "1 item open";
    items_open_many(count) => "{count} lignes à faire" | "{count} items open";
    all_ticked => "tout est coché" | "everything is ticked";
    open_item(key) => "à faire : {key} coche à votre nom" | "open: {key} ticks it in your name";
    ticked(who, clock) => "coché par {who} à {clock}" | "ticked by {who} at {clock}";
    unticked(clock) => "décoché {clock}" | "unticked {clock}";
    ticked_by_proof(clock) => "coché par sa preuve à {clock}" | "ticked by its proof at {clock}";
    unticked_by_proof(clock) => "décoché par sa preuve à {clock}" | "unticked by its proof at {clock}";
    header_has_no_box => "ceci est le titre d'une liste : descendez sur une ligne pour la cocher" | "this is a list's title: go down to an item to tick it";
    nothing_to_tick => "aucune ligne à cocher ici" | "no item to tick here";

    last_ticks => "Derniers pointages" | "Latest ticks";
    no_ticks => "personne n'a encore rien coché" | "nobody ticked anything yet";

    // Proof by a probe.
    proved => "prouvé" | "proved";
    disproved => "démenti" | "disproved";
    proved_by(metric, target) => "prouvé par {metric}, cible {target}" | "proved by {metric}, target {target}";
    read_holds(value, clock) => "lu {value} à {clock} : la cible est tenue" | "read {value} at {clock}: the target holds";
    read_fails(value, clock) => "lu {value} à {clock} : la cible n'est pas tenue" | "read {value} at {clock}: the target is missed";
    reads_now(value) => "en ce moment {value}" | "now {value}";
    reads_now_late(value, age) => "en ce moment {value} (vieux de {age})" | "now {value} ({age} old)";
}
