//! Tells cargo that the migrations are compiled in: a new file changes no source of this crate. Nothing else may happen here.

fn main() {
    println!("cargo:rerun-if-changed=../../migrations");
}
