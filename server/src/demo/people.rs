//! The demo's workspaces and the people in them. Invented; the domains are reserved for examples.
//! Never here: a password (the demo's identity providers ask for none).

use domain::access::Role;

/// The client id that the demo's identity providers know the site by.
pub const CLIENT_ID: &str = "charter-demo";

/// A workspace of the demo.
#[derive(Debug, Clone, Copy)]
pub struct Workspace {
    /// Its address.
    pub slug: &'static str,
    /// Its name.
    pub name: &'static str,
    /// Pattern of the root e-mails of new accounts.
    pub email_pattern: &'static str,
    /// The security contact of its new accounts: name, title, e-mail, phone number.
    pub security_contact: Option<[&'static str; 4]>,
    /// Its teams.
    pub teams: &'static [&'static str],
    /// Whether it begins with a request in each main state; without, it shows the empty pages.
    pub has_requests: bool,
    /// Its people; the first is the administrator who is invited when the workspace is made.
    pub people: &'static [Person],
}

/// A person at an identity provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Person {
    /// The subject: part of the identity.
    pub subject: &'static str,
    /// The name.
    pub name: &'static str,
    /// The e-mail.
    pub email: &'static str,
    /// Whether the provider vouches for the e-mail.
    pub is_email_verified: bool,
    /// The roles; without any, nobody invites the person.
    pub roles: &'static [Role],
    /// The team.
    pub team: Option<&'static str>,
    /// Whether the person signed in before the demo is first shown.
    pub has_signed_in: bool,
}

const fn person(
    subject: &'static str,
    name: &'static str,
    email: &'static str,
    roles: &'static [Role],
    team: Option<&'static str>,
) -> Person {
    Person { subject, name, email, is_email_verified: true, roles, team, has_signed_in: true }
}

const fn not_yet(person: Person) -> Person {
    Person { has_signed_in: false, ..person }
}

use Role::{Administrator, Approver, Auditor, Requester};

/// The workspaces.
pub const WORKSPACES: [Workspace; 2] = [
    Workspace {
        slug: "acme",
        security_contact: Some(["Acme security desk", "On-call security engineer", "security@acme.example", "+1 555 0100"]),
        name: "Acme Corporation",
        email_pattern: "aws+{name}@acme.example",
        teams: &["Payments", "Search", "Platform"],
        has_requests: true,
        people: &[
            person("acme-ana", "Ana Oliveira", "ana@acme.example", &[Administrator], Some("Platform")),
            person("acme-mara", "Mara Lindqvist", "mara@acme.example", &[Administrator], Some("Platform")),
            person("acme-lena", "Lena Fischer", "lena@acme.example", &[Requester], Some("Payments")),
            person("acme-tom", "Tom Becker", "tom@acme.example", &[Requester], Some("Search")),
            person("acme-ravi", "Ravi Menon", "ravi@acme.example", &[Approver], Some("Platform")),
            person("acme-kofi", "Kofi Mensah", "kofi@acme.example", &[Requester, Approver], Some("Platform")),
            person("acme-ines", "Inès Moreau", "ines@acme.example", &[Auditor], None),
            not_yet(person("acme-noor", "Noor Haddad", "noor@acme.example", &[Requester], Some("Search"))),
            not_yet(person("acme-sam", "Sam Stranger", "sam@elsewhere.example", &[], None)),
        ],
    },
    Workspace {
        slug: "globex",
        security_contact: None,
        name: "Globex",
        email_pattern: "cloud+{name}@globex.example",
        teams: &["Research", "Operations"],
        has_requests: false,
        people: &[
            person("globex-hana", "Hana Sato", "hana@globex.example", &[Administrator], Some("Operations")),
            person("globex-mia", "Mia Novak", "mia@globex.example", &[Requester], Some("Research")),
            person("globex-omar", "Omar Diallo", "omar@globex.example", &[Approver], Some("Operations")),
            person("globex-erik", "Erik Lund", "erik@globex.example", &[Auditor], None),
        ],
    },
];
