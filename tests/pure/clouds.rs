//! Where Graph is, and what a token for it is asked for.

use trustframework_keys::graph::cloud::{BaseUrl, Cloud};
use trustframework_keys::graph::error::Code;

const CLOUDS: [(&str, &str); 4] = [
    ("global", "graph.microsoft.com"),
    ("usGov", "graph.microsoft.us"),
    ("usGovDod", "dod-graph.microsoft.us"),
    ("china", "microsoftgraph.chinacloudapi.cn"),
];

#[test]
fn each_cloud_has_its_own_host_and_scope() {
    for (name, host) in CLOUDS {
        let cloud = Cloud::parse(name).unwrap();
        assert_eq!(cloud.base_url().as_str(), format!("https://{host}/beta"));
        assert_eq!(cloud.scope(), format!("https://{host}/.default"));
    }
    assert_eq!(Cloud::default(), Cloud::Global);
}

#[test]
fn an_unknown_cloud_is_refused_and_the_known_ones_are_named() {
    for name in ["", "Global", "usgov", "germany"] {
        let error = Cloud::parse(name).unwrap_err();
        assert_eq!((error.code, error.argument, error.applied), (Code::InvalidArgument, Some("cloud"), Some(false)));
        for (known, _) in CLOUDS {
            assert!(error.message.contains(&format!("\"{known}\"")), "{}", error.message);
        }
    }
}

#[test]
fn a_base_url_of_the_callers_own_stays_as_it_is() {
    assert_eq!(BaseUrl::from(String::from("http://localhost:8080/beta")).as_str(), "http://localhost:8080/beta");
}
