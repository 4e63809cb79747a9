//! A simulated AWS: organizations as a state machine on a virtual clock, durable in a journal, behind AWS's wire format or in process.
//! Never here: Charter's workflow, the AWS SDK, a signature check (every caller is believed).

mod admin;
mod chance;
mod clock;
mod cloud;
mod desk;
mod door;
mod effect;
mod faults;
mod journal;
mod operations;
mod oracles;
mod refusal;
mod seed;
mod simulator;
mod state;

pub use clock::WallClock;
pub use cloud::{SimulatedCloud, SimulatedClouds};
pub use door::serve;
pub use effect::Effect;
pub use faults::Fault;
pub use journal::JournalError;
pub use operations::new_unit::NewUnit;
pub use operations::policy_content::NewPolicy;
pub use refusal::{Refusal, Trouble};
pub use seed::demo::seed_demo;
pub use seed::{Seed, SeedAccount, SeedPolicy, SeedUnit};
pub use simulator::{Options, Simulator};
pub use state::{Account, Creation, Organization, Policy, State, Unit};
