//! Runs jobs in parallel.

use std::panic::resume_unwind;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::channel;
use std::thread;

use super::Progress;

/// The maximum number of parallel downloads.
const MOST_WORKERS: usize = 16;

/// Runs the jobs in a few threads, and returns their results in the order of the jobs.
///
/// `title`, such as `Fetching 12 files`, is printed first; without it, no progress is shown. `name` is the
/// name of a job in the progress. `work` may tell the progress more. Panics if a job panics, once the others
/// are finished.
pub(crate) fn side_by_side<J: Sync, R: Send>(
    title: Option<&str>,
    jobs: &[J],
    name: impl Fn(&J) -> String + Sync,
    work: impl Fn(&J, &Progress) -> R + Sync,
) -> Vec<R> {
    if jobs.is_empty() {
        return Vec::new();
    }
    let progress = &Progress::of(title, jobs.len());
    let next = AtomicUsize::new(0);
    let worker = || {
        let mut results = Vec::new();
        loop {
            let place = next.fetch_add(1, Ordering::Relaxed);
            let Some(job) = jobs.get(place) else { return results };
            progress.begins(&name(job));
            results.push((place, work(job, progress)));
            progress.ends();
        }
    };
    let joined: Vec<_> = thread::scope(|scope| {
        let (working, until) = channel();
        scope.spawn(move || progress.report(&until));
        let workers: Vec<_> =
            (0..jobs.len().min(MOST_WORKERS)).map(|_| scope.spawn(worker)).collect();
        let joined = workers.into_iter().map(thread::ScopedJoinHandle::join).collect();
        drop(working);
        joined
    });
    progress.finish();
    let results =
        joined.into_iter().flat_map(|results| results.unwrap_or_else(|it| resume_unwind(it)));
    let mut results: Vec<_> = results.collect();
    results.sort_unstable_by_key(|(place, _)| *place);
    results.into_iter().map(|(_, result)| result).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_are_in_the_order_of_the_jobs() {
        let jobs: Vec<u64> = (0..50).collect();
        let results = side_by_side(Some("counting"), &jobs, u64::to_string, |job, _| {
            thread::sleep(std::time::Duration::from_micros(50 - job));
            job * 2
        });
        assert_eq!(results, jobs.iter().map(|job| job * 2).collect::<Vec<_>>());
    }

    #[test]
    fn no_jobs_have_no_results() {
        let results = side_by_side(None, &[], u64::to_string, |job, _| *job);
        assert!(results.is_empty());
    }

    #[test]
    #[should_panic(expected = "the third job")]
    fn a_panic_of_a_job_is_passed_on() {
        let work = |job: &usize, _: &Progress| assert!(*job != 3, "the third job");
        side_by_side(None, &[1, 2, 3, 4], usize::to_string, work);
    }
}
