//! A hundred thousand true events, and no false alarm: while the record grows, and anchored by every head that was given away.

use crate::audit::Chain;
use crate::audit::evidence::testing::{Record, tenant};
use crate::audit::evidence::{Anchors, Report, Verifier};

const TENANTS: u128 = 5;
const OF_ONE_CHAIN: usize = 10_000;

fn verified(record: &Record, sinks: &[Vec<u8>]) -> Report {
    let mut anchors = Anchors::default();
    for sink in sinks {
        anchors.add_heads(sink).unwrap_or_else(|fault| panic!("false alarm: {fault}"));
    }
    let mut verifier = Verifier::new(anchors);
    for line in record.export() {
        verifier.feed(&line).unwrap_or_else(|fault| panic!("false alarm: {fault}"));
    }
    verifier.finish().unwrap_or_else(|fault| panic!("false alarm: {fault}"))
}

#[test]
fn a_hundred_thousand_appends_raise_no_false_alarm() {
    let mut record = Record::new(11);
    let mut appended = 0;
    for part in [1, 3, 6] {
        let earlier = record.sink_files();
        for number in 1..=TENANTS {
            for chain in [Chain::Changes, Chain::Access] {
                // Heads at odd places: none of them is a power of two for long.
                record.fill(tenant(number), chain, OF_ONE_CHAIN * part / 10, 1_237);
                record.sign(tenant(number), chain);
                appended += OF_ONE_CHAIN * part / 10;
            }
        }
        let report = verified(&record, &earlier);
        assert_eq!(report.events as usize, appended);
    }
    assert_eq!(appended, 100_000);
    println!("{appended} appends");
}
