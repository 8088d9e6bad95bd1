//! What `jday preflight` finds by itself.

use super::Phrase;

pub(super) const PHRASES: &[Phrase] = &[
    ("no end", "pas de fin"),
    ("its clock is {} s off this machine's", "son horloge est à {} s de celle de cette machine"),
    ("synchronise both clocks (NTP)", "synchronisez les deux horloges (NTP)"),
    ("{} is {} s old", "{} a {} s"),
    ("{} alerts are on", "{} alertes sont actives"),
    ("it answers", "elle répond"),
    ("{} of {} values", "{} valeurs sur {}"),
    ("no data", "pas de données"),
    ("cannot tell", "impossible à dire"),
    ("late", "en retard"),
    ("it is neither Blue's nor Green's value", "ce n'est la valeur ni de Blue ni de Green"),
    ("{} s, wanted at most {}", "{} s, voulu au plus {}"),
    ("lower it, at least {} before the switch", "abaissez-le, au moins {} avant le basculement"),
    ("{} answers, status {}", "{} répond, statut {}"),
    ("no fingerprint, status {}", "pas d'empreinte, statut {}"),
    (
        "see live.fingerprint: the page must say which version it is",
        "voyez live.fingerprint : la page doit dire sa version",
    ),
    ("the switch, {}, lies in the window", "le basculement, {}, est dans la fenêtre"),
    ("the switch, {}, lies outside the window", "le basculement, {}, est hors de la fenêtre"),
    (
        "the gate will ask for an override with a reason",
        "la condition demandera de passer outre avec une raison",
    ),
    (
        "logind ends an engine with its starter's session",
        "logind arrête un moteur avec la session de qui l'a lancé",
    ),
    (
        "run it as a service, or: loginctl enable-linger {}",
        "lancez-le comme service, ou : loginctl enable-linger {}",
    ),
    ("the engine outlives a logout", "le moteur survit à une déconnexion"),
    ("every login of the plan is known here", "chaque compte du plan est connu ici"),
    ("not in /etc/passwd: {}", "absents de /etc/passwd : {}"),
    (
        "they may only look, unless a directory knows them",
        "ils ne pourront que regarder, sauf si un annuaire les connaît",
    ),
    ("not found in PATH", "introuvable dans le PATH"),
    ("install it, or correct the step's argv", "installez-le, ou corrigez l'argv de l'étape"),
    ("no warning", "aucun avertissement"),
    ("{} warnings", "{} avertissements"),
    ("read them: jday check", "lisez-les : jday check"),
    ("no service carries it", "aucun service ne le porte"),
    ("add it to [[live.channels]]", "ajoutez-le à [[live.channels]]"),
    ("nobody was asked whether it came", "personne n'a dit si c'est arrivé"),
    ("run it on a terminal", "lancez-le sur un terminal"),
    ("received", "reçu"),
    ("not received", "pas reçu"),
];
