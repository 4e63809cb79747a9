//! The way of a request up to an approved run, as people go it, and an engine that a test turns by hand.
//! Never here: rows that no use case could make.

use chrono::TimeDelta;
use control::runs::{Advance, advance};
use control::{Caller, Error, Means, requests};
use domain::access::Role;
use domain::organization::ContactFacts;
use domain::request::{AccountForm, TagRow};
use domain::wire::{RequestState, RequestView};
use uuid::Uuid;

use crate::support::TestWorld;

/// A connected world with one person in each role of the workflow.
pub struct Flow {
    /// The world.
    pub world: TestWorld,
    /// In team Payments.
    pub requester: Caller,
    /// Decides.
    pub approver: Caller,
    /// Team Payments.
    pub team: String,
}

impl Flow {
    /// A connected world.
    pub async fn new() -> Self {
        Self::over(TestWorld::connected().await).await
    }

    /// The same over an AWS that does not check that e-mails are unique.
    pub async fn hostile() -> Self {
        Self::over(TestWorld::hostile().await).await
    }

    async fn over(world: TestWorld) -> Self {
        let team = world.team("Payments").await;
        let requester = world.caller_in(&[Role::Requester], &team).await;
        let approver = world.caller(&[Role::Approver]).await;
        Self { world, requester, approver, team }
    }

    /// A form that passes every rule.
    pub fn form(&self, name: &str) -> AccountForm {
        AccountForm {
            account_name: name.to_owned(),
            root_email: String::new(),
            owner: "owner@northwind.example".to_owned(),
            team: self.team.clone(),
            purpose: "A place for the card payments service.".to_owned(),
            environment: "development".to_owned(),
            tags: vec![TagRow { key: "cost-centre".to_owned(), value: "4711".to_owned() }],
        }
    }

    /// Gives the connection a security contact with that phone number; plans that are drawn later have it.
    pub async fn set_contact(&self, phone: &str) {
        control::organization::contact::change(&self.world.acme.administrator, &Self::contact(phone))
            .await
            .expect("the contact is taken");
    }

    /// A security contact that passes every rule.
    pub fn contact(phone: &str) -> ContactFacts {
        ContactFacts {
            name: "Sam Okafor".to_owned(),
            title: "Head of security".to_owned(),
            email: "soc@northwind.example".to_owned(),
            phone: phone.to_owned(),
        }
    }

    /// The security contact of the account that a request made, in AWS itself.
    pub fn contact_in_aws(&self, name: &str) -> Option<ContactFacts> {
        let state = self.world.simulator.state();
        let account = state.accounts_per_email(&format!("aws+{name}@northwind.example")).pop().expect("the account is there");
        let organizations = state.organizations.values();
        organizations.flat_map(|one| &one.contacts).find(|((id, _), _)| *id == account).map(|(_, contact)| contact.clone())
    }

    /// A draft with that form: number and version.
    pub async fn draft(&self, form: AccountForm) -> (i64, i32) {
        let number = requests::begin(&self.requester).await.expect("a draft begins");
        let version = requests::save_draft(&self.requester, number, 1, form).await.expect("the draft is saved");
        (number, version)
    }

    /// A submitted request: its number.
    pub async fn submitted(&self, name: &str) -> i64 {
        let (number, version) = self.draft(self.form(name)).await;
        requests::submit(&self.requester, number, version).await.expect("the request is submitted");
        number
    }

    /// The id of the unit whose path ends so, live.
    pub async fn unit(&self, number: i64, path_end: &str) -> String {
        let review = requests::review(&self.approver, number, None, None).await.expect("the review opens");
        review.units.into_iter().find(|unit| unit.path.ends_with(path_end)).expect("the unit is there").id
    }

    /// Ids of policies that are neither FullAWSAccess nor attached to the root.
    pub async fn policies(&self, number: i64, n: usize) -> Vec<String> {
        let review = requests::review(&self.approver, number, None, None).await.expect("the review opens");
        review.policies.into_iter().map(|policy| policy.id).filter(|id| id != "p-FullAWSAccess").take(n).collect()
    }

    /// Draws a plan and approves it.
    pub async fn approve(&self, number: i64, unit: &str, policies: Vec<String>) -> Result<(), Error> {
        let plan = requests::draw(&self.approver, number, unit, policies).await?;
        let review = requests::review(&self.approver, number, Some(&plan), None).await?;
        let hash = review.plan.expect("the plan is shown").hash;
        requests::approve(&self.approver, number, review.request.version, &plan, &hash, "Fine.").await
    }

    /// A request whose approved run is queued: one unit to move to, one policy to attach.
    pub async fn approved(&self, name: &str) -> i64 {
        let number = self.submitted(name).await;
        let unit = self.unit(number, "Development").await;
        let policies = self.policies(number, 1).await;
        self.approve(number, &unit, policies).await.expect("the plan is approved");
        number
    }

    /// The request as its requester sees it.
    pub async fn show(&self, number: i64) -> RequestView {
        requests::show(&self.requester, number).await.expect("the request is shown")
    }

    /// Turns an engine until the run is not active any more; time passes quickly.
    pub async fn run_to_end(&self, number: i64) -> RequestState {
        for _ in 0..120 {
            self.turn(&self.world.means).await;
            let state = self.show(number).await.row.state;
            if state != RequestState::Running {
                return state;
            }
            self.pass(TimeDelta::seconds(3)).await;
        }
        panic!("the run of R-{number} does not end: {:?}", self.show(number).await.run);
    }

    /// Turns an engine as long as there is due work.
    pub async fn turn(&self, means: &Means) {
        let engine = Uuid::from_u128(7);
        for _ in 0..20 {
            match advance(means, engine).await {
                Ok(Advance::Worked) => {}
                Ok(Advance::Idle { .. }) => return,
                Err(error) => eprintln!("a turn broke off: {error:?}"),
            }
        }
    }

    /// Lets time pass: the world's clock moves, leases run out, and waiting work is due (leases and due times go by Postgres's clock).
    pub async fn pass(&self, span: TimeDelta) {
        self.world.clock.advance(span);
        let due = "update work set wake_at = clock_timestamp(), lease_owner = null, lease_until = null";
        self.world.database.seed(self.world.acme.tenant, due).await;
    }
}

impl Flow {
    /// The id of a unit by its name, from the snapshot.
    pub async fn unit_now(&self, name: &str) -> String {
        fn find(node: &domain::wire::NodeView, name: &str) -> Option<String> {
            if node.name == name { Some(node.id.clone()) } else { node.children.iter().find_map(|child| find(child, name)) }
        }
        let tree = control::organization::tree::read(&self.approver).await.expect("the tree is shown");
        find(&tree.root.expect("there is a root"), name).expect("the unit is there")
    }

    /// AWS beside Charter, as another administrator of the first organization.
    pub fn aws(&self) -> simulator::SimulatedCloud {
        let management = "111122223333".parse().expect("an account id");
        simulator::SimulatedCloud::new(self.world.simulator.clone(), management)
    }

    /// Another administrator of AWS moves an account.
    pub async fn move_by_hand(&self, account: &domain::organization::AccountId, unit: &str) {
        use control::cloud::Cloud;
        let cloud = self.aws();
        let domain::organization::ParentId::Root(root) = cloud.parent_of_account(account).await.expect("it has a parent").value
        else {
            panic!("the account is not in the root any more");
        };
        let unit = unit.parse().expect("a unit id");
        cloud.move_account(account, &root, &unit).await.expect("it is moved");
    }
}
