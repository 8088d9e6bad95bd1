//! `jday db`: the evidence that its steps leave.

use super::Phrase;

pub(super) const PHRASES: &[Phrase] = &[
    ("read to its end: {}", "lue jusqu'au bout : {}"),
    ("backup whole", "sauvegarde entière"),
    ("now {}", "maintenant {}"),
    ("then {}", "alors {}"),
    ("in the backup of {} {}", "dans la sauvegarde du {} {}"),
    ("rows are missing: {}", "il manque des lignes : {}"),
    ("rows are missing since {}: {}", "il manque des lignes depuis {} : {}"),
    ("{} has {} of {}", "{} en a {} sur {}"),
    ("{} has {} instead of {}", "{} en a {} au lieu de {}"),
    ("all {} versions are applied, and no other", "les {} versions sont appliquées, et aucune autre"),
    ("all {} versions are applied, none is to come", "les {} versions sont appliquées, aucune n'est à venir"),
    ("{} of {} versions are applied, to come: {}", "{} versions sur {} sont appliquées, à venir : {}"),
    ("applied and not in the plan: {}", "appliquées et absentes du plan : {}"),
    ("true: {}", "vrai : {}"),
    ("it is not true: {}", "ce n'est pas vrai : {}"),
    ("nobody writes: {}", "plus personne n'écrit : {}"),
    ("stopped: {}", "arrêté : {}"),
    ("{} from {} to {}", "{} de {} à {}"),
    ("no pod is left", "plus aucun pod"),
    ("no session of others is left in {}", "plus aucune session d'autres dans {}"),
    ("no session of {} is left in {}", "plus aucune session de {} dans {}"),
    (
        "nobody may write any more, and {} sessions are left in {}: {}",
        "plus personne ne doit écrire, et il reste {} sessions dans {} : {}",
    ),
    ("end them or their program, then run this again", "terminez-les ou leur programme, puis relancez"),
    (
        "{} was scaled to 0, and {} pods are left that may write: {}",
        "{} est à 0, et il reste {} pods qui peuvent écrire : {}",
    ),
    ("ready: {}", "prêts : {}"),
    ("{} holds {} as {} did", "{} contient {} comme le {}"),
    ("nothing was touched yet", "rien n'a encore été touché"),
    ("from SHA-256 {}", "depuis SHA-256 {}"),
    ("{} is the backup of {} with {}", "{} est la sauvegarde du {} avec {}"),
    (
        "what it was is {}, which takes no connections",
        "ce qu'elle était est {}, qui ne prend pas de connexions",
    ),
    (
        "nothing was moved, and {} takes connections again",
        "rien n'a été déplacé, et {} prend de nouveau des connexions",
    ),
    ("{} takes files", "{} prend des fichiers"),
    ("{} can be backed up and swapped", "{} peut être sauvegardée et échangée"),
    ("may be scaled: {}", "redimensionnables : {}"),
    (
        "a step of `jday db` would fail; see docs/live.md",
        "une étape de `jday db` échouerait ; voyez docs/live.md",
    ),
];
