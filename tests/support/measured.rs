//! Scenario files of rooms to be measured: what they cost, not what happens in them.

/// Nothing moves but the clock.
pub const STILL: &str = "";
/// Every metric has another value each second.
pub const MOVING: &str = "noise = \"30%\"\n";

/// A room an hour before its switch, with `noise` on every metric of both sides.
pub fn scenario(noise: &str) -> String {
    let track = |side: &str, when: &str| {
        format!(
            "[[track]]\nside = \"{side}\"\n{when}{noise}[track.values]\nhealth = 1\np50 = 0.2\np95 = 0.4\np99 = 0.9\n\
             throughput = 150\nerrors = \"0.2%\"\ncritical-errors = 0\nauth = \"99.2%\"\n\
             notification-delay = 8\ngps-accuracy = 6\ngps-rate = 20\nmissions = 30\n\n"
        )
    };
    format!(
        "# Shows a room to be measured.\nid = \"measured\"\ntitle = {{ fr = \"Mesure\", en = \"Measure\" }}\n\
         starts = \"13:00:00\"\nlasts = \"60m\"\nseed = 7\n[story]\nfr = \"Mesure.\"\nen = \"Measure.\"\n\n{}{}\
         [[track]]\nside = \"shared\"\n{noise}[track.values]\ndisk = 0.6\nmemory = \"41%\"\ndatabase = 1\n",
        track("blue", "while = \"live\"\n"),
        track("green", "while = \"idle\"\n"),
    )
}
