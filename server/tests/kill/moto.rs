//! moto server with an organization: a unit, and two policies, one of them attached to the unit. Spoken to without an SDK.

use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;

use serde_json::{Value, json};
use tokio::process::{Child, Command};

/// The account that moto's static credentials belong to.
pub const MANAGEMENT: &str = "123456789012";

/// A running moto server; killed when dropped.
pub struct Moto {
    /// Its address.
    pub url: String,
    /// The unit that accounts are moved to.
    pub unit: String,
    /// The policy that accounts get.
    pub policy: String,
    http: reqwest::Client,
    _child: Child,
}

impl Moto {
    /// Starts one on a free port and prepares the organization.
    pub async fn start() -> Self {
        const REMEDY: &str = "this test needs moto server: run `cargo xtask test`, which installs it and sets CHARTER_TEST_TOOLS";
        let tools = PathBuf::from(std::env::var_os("CHARTER_TEST_TOOLS").unwrap_or_else(|| panic!("{REMEDY}")));
        let program = tools.join("moto/bin/moto_server");
        assert!(program.exists(), "{} is missing; {REMEDY}", program.display());
        let address = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let mut command = Command::new(program);
        command.args(["-H", "127.0.0.1", "-p", &address.port().to_string()]).kill_on_drop(true);
        let child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        let http = reqwest::Client::builder().timeout(Duration::from_secs(20)).build().unwrap();
        let mut moto = Self { url: format!("http://{address}"), unit: String::new(), policy: String::new(), http, _child: child };
        for _ in 0..600 {
            if moto.http.get(format!("{}/moto-api/", moto.url)).send().await.is_ok_and(|answer| answer.status().is_success()) {
                moto.prepare().await;
                return moto;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("moto server does not answer at {}", moto.url);
    }

    async fn prepare(&mut self) {
        self.ask("CreateOrganization", json!({ "FeatureSet": "ALL" })).await;
        let root = self.ask("ListRoots", json!({})).await["Roots"][0]["Id"].as_str().unwrap().to_owned();
        self.ask("EnablePolicyType", json!({ "RootId": root, "PolicyType": "SERVICE_CONTROL_POLICY" })).await;
        let unit = self.ask("CreateOrganizationalUnit", json!({ "ParentId": root, "Name": "Development" })).await;
        self.unit = unit["OrganizationalUnit"]["Id"].as_str().unwrap().to_owned();
        let inherited = self.create_policy("Deny leaving", "organizations:LeaveOrganization").await;
        self.ask("AttachPolicy", json!({ "PolicyId": inherited, "TargetId": self.unit })).await;
        self.policy = self.create_policy("Deny regions", "account:EnableRegion").await;
    }

    async fn create_policy(&self, name: &str, action: &str) -> String {
        let content = json!({ "Version": "2012-10-17", "Statement": [{ "Effect": "Deny", "Action": action, "Resource": "*" }] });
        let policy = json!({ "Name": name, "Description": "", "Type": "SERVICE_CONTROL_POLICY", "Content": content.to_string() });
        self.ask("CreatePolicy", policy).await["Policy"]["PolicySummary"]["Id"].as_str().unwrap().to_owned()
    }

    /// One operation of Organizations, as moto's owner.
    pub async fn ask(&self, operation: &str, parameters: Value) -> Value {
        let answer = self
            .http
            .post(&self.url)
            .header("X-Amz-Target", format!("AWSOrganizationsV20161128.{operation}"))
            .header("Content-Type", "application/x-amz-json-1.1")
            .header(
                "Authorization",
                "AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/organizations/aws4_request, SignedHeaders=host, Signature=0",
            )
            .body(parameters.to_string())
            .send()
            .await
            .unwrap();
        let status = answer.status();
        let text = answer.text().await.unwrap();
        assert!(status.is_success(), "{operation}: {status} {text}");
        if text.is_empty() { Value::Null } else { serde_json::from_str(&text).unwrap() }
    }

    /// The security contact of an account.
    pub async fn security_contact(&self, account: &str) -> Value {
        let answer = self
            .http
            .post(format!("{}/getAlternateContact", self.url))
            .header("Content-Type", "application/json")
            .header(
                "Authorization",
                "AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/account/aws4_request, SignedHeaders=host, Signature=0",
            )
            .body(json!({ "AccountId": account, "AlternateContactType": "SECURITY" }).to_string())
            .send()
            .await
            .unwrap();
        serde_json::from_str::<Value>(&answer.text().await.unwrap()).unwrap()["AlternateContact"].take()
    }

    /// Every account with that e-mail.
    pub async fn accounts(&self, email: &str) -> Vec<String> {
        let accounts = self.ask("ListAccounts", json!({ "MaxResults": 1000 })).await;
        assert!(accounts.get("NextToken").is_none_or(Value::is_null), "one page was not enough");
        let accounts = accounts["Accounts"].as_array().unwrap().iter().filter(|account| account["Email"] == email);
        accounts.map(|account| account["Id"].as_str().unwrap().to_owned()).collect()
    }
}
