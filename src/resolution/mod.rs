pub mod activation;
pub mod artifact;
pub mod conflict;
pub mod graph;
pub mod resolve;
pub mod resolved;
