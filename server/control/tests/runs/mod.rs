//! Runs: the whole way, crashes at every point, faults of AWS, and what parks.

mod contact;
mod crash;
mod crashing_cloud;
mod faults;
mod happy;
mod owner;
mod patience;
