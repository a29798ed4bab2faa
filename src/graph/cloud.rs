//! Where Graph is: the national clouds and a caller's own base URL.
//!
//! Resolves no names and opens no connection.
//!
//! Source: <https://learn.microsoft.com/graph/deployments>

use alloc::{boxed::Box, string::String};

use super::bytes::split;
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
        BaseUrl(
            match self {
                Cloud::Global => "https://graph.microsoft.com/beta",
                Cloud::UsGov => "https://graph.microsoft.us/beta",
                Cloud::UsGovDod => "https://dod-graph.microsoft.us/beta",
                Cloud::China => "https://microsoftgraph.chinacloudapi.cn/beta",
            }
            .into(),
        )
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

impl BaseUrl {
    /// Takes `https://host/version`, or `http` where the host is this machine. Slashes at the end are dropped.
    ///
    /// # Errors
    /// `invalid-argument` for another scheme, credentials, `?`, `#`, white space, a backslash, or a host that is none.
    pub fn parse(mut text: String) -> Result<BaseUrl, Box<Error>> {
        if let Some(problem) = problem(text.as_bytes()) {
            return Err(Error::invalid("baseUrl", &["baseUrl ", problem, " Write it as \"https://graph.microsoft.com/beta\"."]));
        }
        let slashes = text.bytes().rev().take_while(|byte| *byte == b'/').count();
        text.truncate(text.len().saturating_sub(slashes));
        Ok(BaseUrl(text))
    }

    /// The URL without a slash at its end.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn problem(url: &[u8]) -> Option<&'static str> {
    if url.iter().any(|byte| byte.is_ascii_control() || matches!(byte, b' ' | b'\\' | b'?' | b'#') || !byte.is_ascii()) {
        return Some("must not contain white space, control characters, a backslash, \"?\", \"#\" or characters beyond ASCII.");
    }
    let (secure, rest) = match (after_scheme(url, b"https://"), after_scheme(url, b"http://")) {
        (Some(rest), _) => (true, rest),
        (_, Some(rest)) => (false, rest),
        _ => return Some("must begin with https://."),
    };
    let authority = split(rest, b'/').next().unwrap_or_default();
    if authority.iter().any(|byte| *byte == b'@') {
        return Some("must not contain credentials.");
    }
    let Some(host) = host(authority) else {
        return Some("has no host that could be reached.");
    };
    if !secure && !is_this_machine(host) {
        return Some("must begin with https://: over http the token would travel in the clear; http is only for localhost.");
    }
    None
}

fn after_scheme<'a>(url: &'a [u8], scheme: &[u8]) -> Option<&'a [u8]> {
    let (head, rest) = url.split_at_checked(scheme.len())?;
    head.eq_ignore_ascii_case(scheme).then_some(rest)
}

/// The host of `host[:port]`, when both are well-formed.
fn host(authority: &[u8]) -> Option<&[u8]> {
    if let Some(rest) = authority.strip_prefix(b"[") {
        let end = rest.iter().position(|byte| *byte == b']')?;
        let (inside, after) = rest.split_at_checked(end)?;
        let ipv6 = !inside.is_empty() && inside.iter().all(|byte| byte.is_ascii_hexdigit() || matches!(byte, b':' | b'.'));
        return (ipv6 && is_port(after.strip_prefix(b"]")?)).then_some(inside);
    }
    let end = authority.iter().position(|byte| *byte == b':').unwrap_or(authority.len());
    let (host, port) = authority.split_at_checked(end)?;
    let named = !host.is_empty() && host.iter().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_'));
    (named && is_port(port)).then_some(host)
}

/// Nothing, or a colon and a number up to 65535.
fn is_port(text: &[u8]) -> bool {
    match text.split_first() {
        None => true,
        Some((b':', digits)) => {
            let number = digits.iter().try_fold(0u32, |sum, digit| {
                let digit = digit.is_ascii_digit().then_some(u32::from(digit.wrapping_sub(b'0')))?;
                Some(sum.saturating_mul(10).saturating_add(digit))
            });
            !digits.is_empty() && number.is_some_and(|number| number <= 65_535)
        }
        _ => false,
    }
}

/// `localhost`, `*.localhost` (RFC 6761 section 6.3), `127.0.0.0/8`, `::1`.
fn is_this_machine(host: &[u8]) -> bool {
    let (before, name) = host.split_at_checked(host.len().saturating_sub(b"localhost".len())).unwrap_or_default();
    let localhost = name.eq_ignore_ascii_case(b"localhost") && matches!(before.last(), None | Some(b'.'));
    localhost || host == b"::1" || is_loopback_v4(host)
}

fn is_loopback_v4(host: &[u8]) -> bool {
    let octet = |part: &[u8]| match part {
        [digit] => digit.is_ascii_digit(),
        [b'1'..=b'9', digit] => digit.is_ascii_digit(),
        [b'1', tens, ones] => tens.is_ascii_digit() && ones.is_ascii_digit(),
        [b'2', b'0'..=b'4', ones] => ones.is_ascii_digit(),
        [b'2', b'5', ones] => matches!(ones, b'0'..=b'5'),
        _ => false,
    };
    host.starts_with(b"127.") && split(host, b'.').count() == 4 && split(host, b'.').all(octet)
}
