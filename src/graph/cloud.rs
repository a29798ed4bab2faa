//! Where Graph is: the national clouds.
//!
//! Resolves no names and opens no connection.
//!
//! Source: <https://learn.microsoft.com/graph/deployments>

use alloc::boxed::Box;

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

impl Cloud {
    /// What a caller did wrong who named none of these.
    pub fn unknown() -> Box<Error> {
        Error::invalid("cloud", &["cloud must be \"global\", \"usGov\", \"usGovDod\" or \"china\"; for another deployment pass baseUrl."])
    }

    /// Everything before `/trustFramework` in the URLs of this cloud, which is its beta endpoint: the operation exists in no other version.
    pub const fn base_url(self) -> &'static str {
        match self {
            Cloud::Global => "https://graph.microsoft.com/beta",
            Cloud::UsGov => "https://graph.microsoft.us/beta",
            Cloud::UsGovDod => "https://dod-graph.microsoft.us/beta",
            Cloud::China => "https://microsoftgraph.chinacloudapi.cn/beta",
        }
    }

    /// What a token for this cloud is asked for: all that was granted to the application.
    pub const fn scope(self) -> &'static str {
        match self {
            Cloud::Global => "https://graph.microsoft.com/.default",
            Cloud::UsGov => "https://graph.microsoft.us/.default",
            Cloud::UsGovDod => "https://dod-graph.microsoft.us/.default",
            Cloud::China => "https://microsoftgraph.chinacloudapi.cn/.default",
        }
    }
}
