//! Where Graph is, and what a token for it is asked for.

use trustframework_keys::graph::cloud::Cloud;
use trustframework_keys::graph::error::Code;

const CLOUDS: [(Cloud, &str, &str); 4] = [
    (Cloud::Global, "global", "graph.microsoft.com"),
    (Cloud::UsGov, "usGov", "graph.microsoft.us"),
    (Cloud::UsGovDod, "usGovDod", "dod-graph.microsoft.us"),
    (Cloud::China, "china", "microsoftgraph.chinacloudapi.cn"),
];

#[test]
fn each_cloud_has_its_own_host_and_scope() {
    for (cloud, _, host) in CLOUDS {
        assert_eq!(cloud.base_url(), format!("https://{host}/beta"));
        assert_eq!(cloud.scope(), format!("https://{host}/.default"));
    }
    assert_eq!(Cloud::default(), Cloud::Global);
}

#[test]
fn an_unknown_cloud_is_refused_and_the_known_ones_are_named() {
    let error = Cloud::unknown();
    assert_eq!((error.code, error.argument, error.applied), (Code::InvalidArgument, Some("cloud"), Some(false)));
    for (_, known, _) in CLOUDS {
        assert!(error.message.contains(&format!("\"{known}\"")), "{}", error.message);
    }
}
