//! A project at Vercel (vercel.com/docs/rest-api): what its lever and its feed both ask.

mod wire;

use reqwest::{Method, RequestBuilder};
use serde::de::DeserializeOwned;

pub use self::wire::{AliasRequest, Deployment, Project, Release};

use super::NetError;
use super::encoded::encoded;
use super::http::{Http, Page};
use crate::client::Trouble;
use crate::plan::types::live::Access;
use crate::text::Clean;

/// A project.
pub struct Vercel {
    http: Http,
    project: String,
    team: Option<String>,
}

impl Vercel {
    /// The project at `api`; `place` is where the plan names it.
    ///
    /// # Errors
    /// A name cannot be one of Vercel's, or the access cannot be used.
    pub fn new(api: &Access, project: &Clean, team: Option<&Clean>, place: &str) -> Result<Self, NetError> {
        let project = identifier(project, &format!("{place}.project"))?;
        let team = team.map(|team| identifier(team, &format!("{place}.team"))).transpose()?;
        Ok(Self { http: Http::new(api, &format!("{place}.api"))?, project, team })
    }

    /// The way to it, for acts.
    pub fn http(&self) -> &Http {
        &self.http
    }

    /// A request to `path`, in which `{}` is the project. Every call names the team: without it Vercel looks
    /// among a person's own projects and says that there is none.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let request = self.http.request(method, &path.replace("{}", &self.project));
        match &self.team {
            Some(team) => request.query(&[("teamId", team)]),
            None => request,
        }
    }

    /// The project.
    ///
    /// # Errors
    /// It cannot be read.
    pub async fn project(&self) -> Result<(Project, Page), Trouble> {
        self.get("/v9/projects/{}").await
    }

    /// The deployment `id`.
    ///
    /// # Errors
    /// It cannot be read, or is not there.
    pub async fn deployment(&self, id: &str) -> Result<Deployment, Trouble> {
        Ok(self.get(&format!("/v13/deployments/{}", encoded(id))).await?.0)
    }

    /// The rolling release that is going on.
    ///
    /// # Errors
    /// It cannot be read. Where there are no rolling releases at all, there is none.
    pub async fn release(&self) -> Result<Option<Release>, Trouble> {
        let page = self.http.send(self.request(Method::GET, "/v1/projects/{}/rolling-release")).await?;
        if page.status.as_u16() == 404 {
            return Ok(None);
        }
        let answer: wire::Releases = ok(&page)?.json()?;
        Ok(answer.rolling_release.filter(Release::is_on))
    }

    async fn get<T: DeserializeOwned>(&self, path: &str) -> Result<(T, Page), Trouble> {
        let page = self.http.send(self.request(Method::GET, path)).await?;
        Ok((ok(&page)?.json()?, page))
    }
}

/// `page`, if its status is a 2xx; otherwise what Vercel says is wrong.
fn ok(page: &Page) -> Result<&Page, Trouble> {
    page.ok().map_err(|trouble| match told(page) {
        Some(why) => Trouble { why: Clean::new(format!("{}: {why}", page.status)), ..trouble },
        None => trouble,
    })
}

/// What the body of an error says, in either of the shapes that Vercel has for it.
pub fn told(page: &Page) -> Option<String> {
    let body: wire::Wrong = page.json().ok()?;
    let error = body.error.or(body.err)?;
    let hint = match page.status.as_u16() {
        402 => "; the team's plan does not allow it",
        409 => "; something else moves the alias just now",
        410 => "; the deployment is gone",
        _ => "",
    };
    Some(format!("{}: {}{hint}", error.code, error.message))
}

/// A name that is safe in a path.
///
/// # Errors
/// It is not.
pub fn identifier(raw: &Clean, place: &str) -> Result<String, NetError> {
    let raw = raw.as_str();
    if !raw.is_empty() && raw.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-') {
        Ok(raw.to_owned())
    } else {
        Err(NetError::at(
            place,
            format!("{raw:?} is no name at Vercel; it is one such as \"prj_…\" or \"dpl_…\""),
        ))
    }
}
