//! COPY in Postgres's binary format, piped into `psql`.
//! Never here: what the rows say.

use std::io::{BufWriter, Write};
use std::process::{Child, ChildStdin, Stdio};

use domain::time::Timestamp;

use crate::Outcome;
use crate::throwaway::Throwaway;

/// 2000-01-01, from which Postgres counts, in microseconds after 1970-01-01.
const EPOCH: i64 = 946_684_800_000_000;

/// Rows on their way into a table.
pub struct Copy {
    child: Child,
    out: BufWriter<ChildStdin>,
    row: Vec<u8>,
}

impl Copy {
    /// Begins. Triggers are off: what is written fits by construction, and is checked afterwards.
    pub fn into(server: &Throwaway, table: &str, columns: &str) -> Outcome<Self> {
        let mut psql = server.psql("postgres");
        psql.args(["-c", "set session_replication_role = replica", "-c"]);
        psql.arg(format!("copy {table} ({columns}) from stdin (format binary)"));
        let mut child = psql.stdin(Stdio::piped()).stdout(Stdio::null()).spawn()?;
        let pipe = child.stdin.take().ok_or("psql has no standard input")?;
        let mut out = BufWriter::with_capacity(1 << 20, pipe);
        out.write_all(b"PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0")?;
        Ok(Self { child, out, row: Vec::with_capacity(2_000) })
    }

    /// Begins a row of so many fields; the one before goes out.
    pub fn begin(&mut self, fields: i16) -> Outcome<()> {
        self.out.write_all(&self.row)?;
        self.row.clear();
        self.row.extend_from_slice(&fields.to_be_bytes());
        Ok(())
    }

    /// A text, a bytea or a uuid.
    pub fn put(&mut self, bytes: &[u8]) {
        self.row.extend_from_slice(&i32::try_from(bytes.len()).unwrap_or(i32::MAX).to_be_bytes());
        self.row.extend_from_slice(bytes);
    }

    /// The same or null.
    pub fn put_optional(&mut self, bytes: Option<&[u8]>) {
        match bytes {
            Some(bytes) => self.put(bytes),
            None => self.row.extend_from_slice(&(-1_i32).to_be_bytes()),
        }
    }

    /// A bigint.
    pub fn put_number(&mut self, number: i64) {
        self.put(&number.to_be_bytes());
    }

    /// A timestamptz.
    pub fn put_time(&mut self, at: Timestamp) {
        self.put_number(at.timestamp_micros() - EPOCH);
    }

    /// Ends the copy and waits until everything is in the table.
    pub fn finish(mut self) -> Outcome<()> {
        self.out.write_all(&self.row)?;
        self.out.write_all(&(-1_i16).to_be_bytes())?;
        drop(self.out.into_inner().map_err(|error| error.into_error())?);
        let status = self.child.wait()?;
        if status.success() { Ok(()) } else { Err("a COPY failed".into()) }
    }
}
