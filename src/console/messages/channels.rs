//! Words of the board of channels.

use crate::console::lang::Lang;
use crate::model::channels::Health;

/// How many messages were sent; a number in French has its plural from two on.
pub fn sent(lang: Lang, count: u32) -> String {
    if count == 1 { sent_one(lang).to_owned() } else { sent_many(lang, count) }
}

/// How many were refused.
pub fn refused(lang: Lang, count: u32) -> String {
    if count == 1 { refused_one(lang).to_owned() } else { refused_many(lang, count) }
}

/// How many were taken back.
pub fn taken_back(lang: Lang, count: u32) -> String {
    if count == 1 { taken_back_one(lang).to_owned() } else { taken_back_many(lang, count) }
}

/// How many channels are down.
pub fn down_count(lang: Lang, count: usize) -> String {
    if count == 1 { down_one(lang).to_owned() } else { down_many(lang, count) }
}

messages! {
    channels => "Canaux" | "Channels";
    none => "Le plan n'a aucun canal : ajoutez-y channels." | "The plan has no channel: add channels to it.";
    down_one => "1 en panne" | "1 down";
    down_many(count) => "{count} en panne" | "{count} down";

    // How one is.
    working => "fonctionne" | "working";
    failing => "EN PANNE" | "FAILING";
    unsure => "ISSUE INCONNUE" | "NOBODY KNOWS";
    slow => "lent" | "slow";
    unused => "jamais servi" | "never used";
    nowhere => "RELIÉ À RIEN" | "LEADS NOWHERE";
    add_service => "aucun service ne le porte : ajoutez-le à [[live.channels]]" | "no service carries it: add it to [[live.channels]]";
    since(clock) => "depuis {clock}" | "since {clock}";

    // What became of its messages.
    sent_one => "1 envoyé" | "1 sent";
    sent_many(count) => "{count} envoyés" | "{count} sent";
    refused_one => "1 refusé" | "1 refused";
    refused_many(count) => "{count} refusés" | "{count} refused";
    perhaps(count) => "{count} peut-être" | "{count} perhaps";
    taken_back_one => "1 retiré" | "1 taken back";
    taken_back_many(count) => "{count} retirés" | "{count} taken back";
    waiting(count) => "{count} en attente" | "{count} waiting";

    // Who is told instead.
    carries_alone(tier) => "porte seul : {tier} ; rien après lui" | "carries alone: {tier}; nothing after it";
    carries_with(tier, others) => "{tier} : aussi par {others} ; rien après" | "{tier}: also over {others}; nothing after";
    carries_or(tier, next) => "{tier} : sans lui, repris par {next}" | "{tier}: without it, taken over by {next}";
    carries_with_or(tier, others, next) => "{tier} : aussi par {others} ; sans eux, repris par {next}" | "{tier}: also over {others}; without them, taken over by {next}";
    falls(tier, next) => "{tier} : plus rien ne passe, repris par {next}" | "{tier}: nothing gets through, taken over by {next}";

    // Where it is told beside.
    down(names) => "{names} en panne" | "{names} down";
    ends_through(names) => "dès qu'un message passe par {names}" | "as soon as a message gets through over {names}";
    ends_put_back(side) => "dès que chaque serveur dit de nouveau {side}" | "as soon as every server says {side} again";
}

/// How a channel is, in a word.
pub fn health(lang: Lang, health: Health) -> &'static str {
    match health {
        Health::Nowhere => nowhere(lang),
        Health::Failing => failing(lang),
        Health::Unsure => unsure(lang),
        Health::Slow => slow(lang),
        Health::Unused => unused(lang),
        Health::Working => working(lang),
    }
}
