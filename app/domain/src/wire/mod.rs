//! What crosses the wire: views made for one screen each.
//! Never here: rules, secrets, a field that no screen shows.
