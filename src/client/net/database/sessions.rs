//! Who is left in the database: no pod says that nobody writes, its sessions do (APIS 5).

use std::time::Duration;

use super::{Desk, Failure};
use crate::client::net::postgres::{Session, literal};
use crate::text::Clean;

/// Between two looks.
const PAUSE: Duration = Duration::from_millis(500);
/// How many are named.
const NAMED: usize = 6;

impl Desk<'_> {
    /// Waits until no session of the application is left in the database, and says which those are that stay.
    pub(super) async fn wait_unattended(&self) -> Result<String, Failure> {
        let scaled = |why: String| Failure::Refused(format!("nobody may write any more, and {why}"));
        // Beside the live one, so that this session is none of those it counts.
        let session = self.maintenance.connect().await;
        let session =
            session.map_err(|no| scaled(format!("the database's sessions are not told: {}", no.why)))?;
        let mut before = Vec::new();
        loop {
            let left = self.left(&session).await;
            let left = left.map_err(|no| scaled(format!("the database's sessions are not told: {no}")))?;
            if left.is_empty() {
                return Ok(format!("no session of {} is left in {}", self.whose(), self.door.database()));
            }
            if self.is_late() {
                return Err(scaled(format!(
                    "{} sessions are left in {}: {}; end them or their program, then run this again",
                    left.len(),
                    self.door.database(),
                    named(&left)
                )));
            }
            if left != before {
                self.say(format!("{} sessions are left: {}", left.len(), named(&left)));
                before = left;
            }
            tokio::time::sleep(PAUSE).await;
        }
    }

    /// Each session, as it is named to people. Which kind a backend is shows only to those who may read all
    /// statistics; what does not show counts, for it may write.
    async fn left(&self, session: &Session) -> Result<Vec<String>, Failure> {
        let roles = &self.plan.writer_roles;
        let who = if roles.is_empty() {
            "usename <> current_user".to_owned()
        } else {
            let roles: Vec<String> = roles.iter().map(|role| literal(role.as_str())).collect();
            // The role may be jday's own too, and its own sessions are those that say so.
            format!(
                "usename IN ({}) AND NOT (usename = current_user AND application_name = 'jday')",
                roles.join(", ")
            )
        };
        let sql = format!(
            "SELECT usename, coalesce(host(client_addr), 'this machine'), coalesce(application_name, '') \
             FROM pg_stat_activity WHERE datname = {} AND usename IS NOT NULL AND {who} \
             AND coalesce(backend_type, 'client backend') = 'client backend' ORDER BY 1, 2, 3, pid",
            literal(self.door.database())
        );
        let rows = session.run(&sql).await?;
        let named = rows.iter().map(|row| {
            let part = |n: usize| Clean::new(row.get(n).cloned().flatten().unwrap_or_default());
            let program = part(2);
            let program = if program.is_blank() { String::new() } else { format!(" ({program})") };
            format!("{} from {}{program}", part(0), part(1))
        });
        Ok(named.collect())
    }

    fn whose(&self) -> String {
        if self.plan.writer_roles.is_empty() {
            return "others".to_owned();
        }
        self.plan.writer_roles.iter().map(Clean::as_str).collect::<Vec<_>>().join(", ")
    }
}

/// The first of them, each once with its number.
fn named(left: &[String]) -> String {
    let mut each: Vec<(&str, usize)> = Vec::new();
    for one in left {
        match each.last_mut() {
            Some((last, count)) if last == one => *count += 1,
            _ => each.push((one, 1)),
        }
    }
    let more = each.len().saturating_sub(NAMED);
    let told = each.iter().take(NAMED).map(|(one, count)| match count {
        1 => (*one).to_owned(),
        count => format!("{count} of {one}"),
    });
    let told = told.collect::<Vec<_>>().join(", ");
    if more > 0 { format!("{told}, and {more} others") } else { told }
}

#[cfg(test)]
mod tests {
    use super::named;

    #[test]
    fn sessions_are_named_once_with_their_number_and_the_rest_is_counted() {
        let left = |names: &[&str]| names.iter().map(ToString::to_string).collect::<Vec<_>>();
        assert_eq!(
            named(&left(&["api from 10.0.0.7", "api from 10.0.0.7", "cron from 10.0.0.9"])),
            "2 of api from 10.0.0.7, cron from 10.0.0.9"
        );
        let many: Vec<String> = (0..8).map(|n| format!("api from 10.0.0.{n}")).collect();
        assert!(named(&many).ends_with(", and 2 others"), "{}", named(&many));
    }
}
