//! Where Graph is: the national clouds and a caller's own base URL.
//!
//! Resolves no names and opens no connection.
//!
//! Source: <https://learn.microsoft.com/graph/deployments>

use alloc::{boxed::Box, string::String};

use super::error::Error;

/// A deployment of Microsoft Graph; a token of one is not valid in another.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Cloud {
    /// `graph.microsoft.com`.
    #[default]
    Global,
    /// `graph.microsoft.us`, US Government L4.
    UsGov,
    /// `dod-graph.microsoft.us`, US Government L5.
    UsGovDod,
    /// `microsoftgraph.chinacloudapi.cn`, operated by 21Vianet.
    China,
}

/// Everything before `/trustFramework`, the version included; never ends in a slash.
#[derive(Debug, PartialEq)]
pub struct BaseUrl(String);

impl Cloud {
    /// Takes the name that callers write.
    ///
    /// # Errors
    /// `invalid-argument` for an unknown name.
    pub fn parse(name: &str) -> Result<Cloud, Box<Error>> {
        match name {
            "global" => Ok(Cloud::Global),
            "usGov" => Ok(Cloud::UsGov),
            "usGovDod" => Ok(Cloud::UsGovDod),
            "china" => Ok(Cloud::China),
            _ => Err(Error::invalid(
                "cloud",
                &["cloud must be \"global\", \"usGov\", \"usGovDod\" or \"china\"; for another deployment pass baseUrl."],
            )),
        }
    }

    /// The beta endpoint of this cloud: the operation exists in no other version.
    pub fn base_url(self) -> BaseUrl {
        BaseUrl(self.under_host("/beta"))
    }

    /// What a token for this cloud is asked for: all that was granted to the application.
    pub fn scope(self) -> String {
        self.under_host("/.default")
    }

    fn under_host(self, path: &str) -> String {
        let mut url = String::from("https://");
        url.push_str(match self {
            Cloud::Global => "graph.microsoft.com",
            Cloud::UsGov => "graph.microsoft.us",
            Cloud::UsGovDod => "dod-graph.microsoft.us",
            Cloud::China => "microsoftgraph.chinacloudapi.cn",
        });
        url.push_str(path);
        url
    }
}

impl BaseUrl {
    /// The URL without a slash at its end.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<String> for BaseUrl {
    /// Takes a caller's own, which the host has found right (`npm/src/options.ts`): `https://host/version`, or `http` where the host is this
    /// machine.
    fn from(url: String) -> BaseUrl {
        BaseUrl(url)
    }
}
