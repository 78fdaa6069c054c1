//! One fault of each kind that a sanitizer is for, to see that it would be reported: `./check sanitizers` builds and runs
//! this by itself. It ends well only if the fault was overlooked.

use std::hint::black_box;

fn main() {
    match std::env::args().nth(1).as_deref() {
        Some("race") => race(),
        Some("leak") => leak(),
        Some("use-after-free") => use_after_free(),
        _ => panic!("race, leak or use-after-free"),
    }
}

/// Two threads count without a lock.
fn race() {
    struct Shared(*mut u64);
    unsafe impl Sync for Shared {}
    let mut count = 0;
    let shared = &Shared(&mut count);
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(move || {
                for _ in 0..100_000 {
                    unsafe { *black_box(shared.0) += 1 };
                }
            });
        }
    });
}

fn leak() {
    std::mem::forget(black_box(vec![1_u8; 72]));
}

fn use_after_free() {
    let block = Box::into_raw(Box::new(1_u64));
    drop(unsafe { Box::from_raw(block) });
    println!("{}", unsafe { black_box(block).read() });
}
