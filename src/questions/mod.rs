pub mod diff;
pub mod doctor;
pub mod drawing;
pub mod explain;
pub mod link;
pub mod question;
pub mod tree;
pub mod why;
