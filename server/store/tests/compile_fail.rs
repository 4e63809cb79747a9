//! What the types forbid: each file of `compile_fail/` must not compile, for the reason in its `.stderr`.
//! Never here: a rule that Postgres enforces.

#[test]
fn what_must_not_compile_does_not() {
    let cases = trybuild::TestCases::new();
    cases.compile_fail("tests/compile_fail/*.rs");
}
