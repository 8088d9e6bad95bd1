//! The alias of a Vercel project. To Blue it is a rollback and to Green a promotion, by the API and not by its
//! command, which builds anew where it should move and calls success what is not (R12).

use std::time::Duration;

use reqwest::Method;
use tokio::time::{Instant, sleep};

use super::proofs::{
    again, credentials, found_again, lever, looked, proof, rest, settled, unfit, unsent, words,
};
use super::{Lever, Standing};
use crate::client::net::http::Page;
use crate::client::net::vercel::{AliasRequest, Deployment, Project, Vercel as Api, identifier, told};
use crate::client::net::{NetError, Waiting};
use crate::client::{Proof, Reply};
use crate::plan::types::{Side, live};
use crate::text::Clean;

/// How often a request to move the alias is looked at, and how long. It takes seconds.
const LOOKS: (Duration, Duration) = (Duration::from_millis(400), Duration::from_mins(1));

/// A project's production alias.
pub struct Vercel {
    api: Api,
    blue: String,
    green: String,
}

impl Vercel {
    pub(super) fn new(lever: &live::VercelAlias, place: &str) -> Result<Self, NetError> {
        let blue = identifier(&lever.blue, &format!("{place}.blue"))?;
        let green = identifier(&lever.green, &format!("{place}.green"))?;
        if blue == green {
            return Err(NetError::at(place, "blue and green are the same deployment"));
        }
        let api = Api::new(&lever.api, &lever.project, lever.team.as_ref(), place)?;
        Ok(Self { api, blue, green })
    }

    fn deployment(&self, side: Side) -> &str {
        match side {
            Side::Blue => &self.blue,
            Side::Green => &self.green,
        }
    }

    async fn project(&self) -> Result<(Project, Page), String> {
        looked(async { self.api.project().await.map_err(|trouble| words(&trouble)) }).await
    }

    /// Where `project` points, or that it is on its way.
    fn standing(&self, project: &Project) -> Result<Standing, String> {
        if let Some(moving) = project.last_alias_request.as_ref().filter(|last| last.is_moving()) {
            return Err(format!(
                "its alias is on the way to {} ({})",
                moving.to_deployment_id, moving.job_status
            ));
        }
        let production = project.production().ok_or("it has no production deployment")?;
        let side = [Side::Blue, Side::Green].into_iter().find(|side| self.deployment(*side) == production);
        let foreign =
            || Standing::Elsewhere(Clean::new(format!("production is {production}, neither side's")));
        Ok(side.map_or_else(foreign, Standing::At))
    }

    /// Whether `to` can be pointed at without anything being built or queued: what it is, or why not.
    ///
    /// # Errors
    /// Nobody can tell.
    async fn candidate(&self, project: &Project, to: Side) -> Result<Result<String, String>, String> {
        let id = self.deployment(to);
        let deployment = self.api.deployment(id).await.map_err(|trouble| words(&trouble))?;
        if let Err(why) = fits(&deployment, project, to) {
            return Ok(Err(format!("{id} {why}")));
        }
        if to == Side::Green && self.releasing().await? {
            return Ok(Err(
                "a rolling release is going on and would queue it; complete or abort that first".into()
            ));
        }
        Ok(Ok(format!("{id} is ready at {}", deployment.url)))
    }

    async fn releasing(&self) -> Result<bool, String> {
        Ok(self.api.release().await.map_err(|trouble| words(&trouble))?.is_some())
    }

    /// Asks for the move, and says with it how that is called there.
    async fn ask(&self, id: u64, to: Side) -> Result<&'static str, Reply> {
        let target = self.deployment(to);
        let (path, what) = match to {
            Side::Blue => (format!("/v1/projects/{{}}/rollback/{target}"), "rollback"),
            Side::Green => (format!("/v10/projects/{{}}/promote/{target}"), "promote"),
        };
        let mut request = self.api.request(Method::POST, &path);
        if to == Side::Blue {
            request = request.query(&[("description", format!("jday op {id}"))]);
        }
        let page = self.api.http().act(request.header("content-type", "application/json").body("{}")).await?;
        match page.verdict(true) {
            Some(Reply::Refused(why)) => Err(Reply::Refused(match told(&page) {
                Some(said) => Clean::new(format!("{}: {said}{}", page.status, rest(&page.trouble()))),
                None => why,
            })),
            Some(other) => Err(other),
            None if page.status.as_u16() == 201 => Ok(what),
            None if page.status.as_u16() == 202 => Err(Reply::Unknown(
                "202: queued behind a rolling release; complete or abort that, then read again".into(),
            )),
            None => {
                let why = format!(
                    "it answers {} where 201 says yes: is there a proxy? {}",
                    page.status,
                    page.told()
                );
                Err(Reply::Unknown(Clean::new(why)))
            }
        }
    }

    /// Follows the move that was asked for after `since`, by Vercel's clock, to its end.
    async fn follow(&self, what: &str, to: Side, since: i64) -> Reply {
        let (begun, mut seen) = (Instant::now(), "not seen".to_owned());
        while begun.elapsed() < LOOKS.1 {
            sleep(LOOKS.0).await;
            let project = match self.api.project().await {
                Ok((project, _)) => project,
                Err(trouble) if trouble.retry_after_ms.is_some() => {
                    return Reply::Unknown(Clean::new(format!("{what} accepted; {}", words(&trouble))));
                }
                Err(trouble) => {
                    seen = trouble.why.to_string();
                    continue;
                }
            };
            let ours = |last: &&AliasRequest| {
                last.to_deployment_id == self.deployment(to) && last.requested_at >= since
            };
            let Some(ours) = project.last_alias_request.as_ref().filter(ours) else { continue };
            seen.clone_from(&ours.job_status);
            if seen == "succeeded" {
                return Reply::Done(self.evidence(what, &project, to));
            }
            if !ours.is_moving() {
                let why = format!("{what} ended as {seen}: some domains may have moved and others not");
                return Reply::Unknown(Clean::new(why));
            }
        }
        Reply::Unknown(Clean::new(format!("{what} accepted; after {} s it is {seen}", LOOKS.1.as_secs())))
    }

    fn evidence(&self, what: &str, project: &Project, to: Side) -> Clean {
        let staged = match project.auto_assign_custom_domains {
            Some(false) => {
                "; autoAssignCustomDomains is off: the next deployment stays staged until a promotion"
            }
            _ => "",
        };
        Clean::new(format!("{what} succeeded; {}{staged}", again(&self.standing(project), to)))
    }
}

/// Whether `deployment` can be moved to as it is, or why not.
fn fits(deployment: &Deployment, project: &Project, to: Side) -> Result<(), String> {
    if deployment.project_id.as_ref().is_some_and(|owner| *owner != project.id) {
        return Err("belongs to another project".into());
    }
    if deployment.target.as_deref() != Some("production") {
        return Err("is no production deployment; it would be built anew".into());
    }
    let substate = deployment.ready_substate.as_deref().unwrap_or("not told whether promoted");
    // Blue was in production before; Green waits for its first time.
    let known = substate == "PROMOTED" || (to == Side::Green && substate == "STAGED");
    if deployment.ready_state == "READY" && known {
        Ok(())
    } else {
        Err(format!("is {}, {substate}; it cannot be moved to", deployment.ready_state))
    }
}

impl Lever for Vercel {
    fn read(&self) -> Waiting<'_, Result<Standing, String>> {
        Box::pin(async { self.standing(&self.project().await?.0) })
    }

    fn dry_run(&self, to: Side) -> Waiting<'_, Vec<Proof>> {
        Box::pin(async move {
            let project = match self.project().await {
                Ok((project, _)) => project,
                Err(why) => return vec![credentials(None, &why), lever(None, "it could not be read")],
            };
            let stands = match self.standing(&project) {
                Ok(Standing::At(side)) => {
                    lever(Some(true), format!("points at {side}; it has no compare-and-set"))
                }
                Ok(Standing::Elsewhere(found)) => lever(Some(false), found.as_str()),
                Err(why) => lever(None, why),
            };
            let candidate = match looked(self.candidate(&project, to)).await {
                Ok(Ok(what)) => proof("candidate", Some(true), what),
                Ok(Err(why)) => proof("candidate", Some(false), why),
                Err(why) => proof("candidate", None, why),
            };
            vec![credentials(Some(true), "it answers what is asked"), stands, candidate]
        })
    }

    fn point(&self, id: u64, from: Side, to: Side) -> Waiting<'_, Reply> {
        Box::pin(async move {
            let (project, page) = match self.project().await {
                Ok(read) => read,
                Err(why) => return unsent(format!("it cannot be read: {why}")),
            };
            match self.standing(&project) {
                Ok(standing) => {
                    if let Some(refusal) = unfit(&standing, from, to) {
                        return refusal;
                    }
                }
                Err(why) => return unsent(why),
            }
            if let Err(why) | Ok(Err(why)) = looked(self.candidate(&project, to)).await {
                return unsent(why);
            }
            // By Vercel's clock: later than the last request, and than the answer to the question before (R26).
            let last =
                project.last_alias_request.as_ref().map_or(0, |last| last.requested_at.saturating_add(1));
            let since = last.max(page.date_ms().unwrap_or(0));
            match self.ask(id, to).await {
                Ok(what) => self.follow(what, to, since).await,
                Err(reply) => reply,
            }
        })
    }

    fn reconcile(&self, _id: u64, from: Side, to: Side, settles: Duration) -> Waiting<'_, Reply> {
        Box::pin(async move {
            let read = settled(|| self.read(), to, settles).await;
            // What waits behind a rolling release has not moved, and will.
            let waits = matches!(&read, Ok(Standing::At(side)) if *side == from)
                && looked(self.releasing()).await.unwrap_or(true);
            if waits {
                return Reply::Unknown("it has not moved, and may be queued behind a rolling release".into());
            }
            found_again(read, from, to)
        })
    }
}
