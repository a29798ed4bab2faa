//! How a call that is written as straight-line `async` code becomes a machine: it says what is to be done, waits at one place for what came
//! of it, and goes on. A poll is a step.
//!
//! Knows nothing of what calls do, but for how one is ended from outside.

use alloc::boxed::Box;
use alloc::rc::Rc;
use core::cell::Cell;
use core::future::{Future, poll_fn};
use core::pin::Pin;
use core::task::{Context, Poll, Waker};

use super::attempt::Request;
use super::call::Call;
use super::change::{Change, carry_out, patch};
use super::exchange::{Cause, Command, Ended, Event, Failure, Input, Note, Receipt, Step};
use super::root::{self, Plan};
use super::settings::Settings;
use crate::graph::error::Error;
use crate::graph::guard;

/// Where a call and whoever carries it out meet.
#[derive(Default)]
pub(super) struct Mailbox {
    said: Cell<Option<Command>>,
    told: Cell<Option<Event>>,
    noted: Cell<Option<Note>>,
    came: Cell<Option<Input>>,
    /// A request has left that may have changed the key: it is under way, or was not certainly refused.
    pub(super) may_have_changed: Cell<bool>,
    /// Graph has accepted the change.
    pub(super) accepted: Cell<Option<Receipt>>,
}

impl Mailbox {
    /// Says what is to be done, and waits for what comes of it.
    pub(super) fn perform(&self, command: Command) -> impl Future<Output = Input> {
        self.said.set(Some(command));
        // What came before is no answer to this.
        self.came.set(None);
        poll_fn(|_| self.came.take().map_or(Poll::Pending, Poll::Ready))
    }

    /// Tells the caller's listener, before whatever is done next.
    pub(super) fn tell(&self, event: Event) {
        self.told.set(Some(event));
    }

    /// Notes what other calls are to know of the key, before whatever is done next.
    pub(super) fn note(&self, note: Note) {
        self.noted.set(Some(note));
    }
}

/// A call under way.
pub struct Machine {
    mail: Rc<Mailbox>,
    /// `None` once the call has ended.
    work: Option<Pin<Box<dyn Future<Output = Ended>>>>,
}

impl Machine {
    /// A call that changes the status of a key.
    pub fn change(settings: Box<Settings>, change: Change) -> Machine {
        let request = patch(&settings, &change, 0);
        Machine::new(settings, request, Plan::of(change))
    }

    pub(super) fn new(settings: Box<Settings>, request: Request, plan: Plan) -> Machine {
        let mail = Rc::new(Mailbox::default());
        let mut call = Box::new(Call::new(settings, mail.clone(), request, plan));
        root::begin(&mut call);
        Machine { mail, work: Some(Box::pin(carry_out(call))) }
    }

    /// Goes on with what came of the last command. Once the call has ended there is nothing more to do.
    pub fn step(&mut self, input: Input) -> Step {
        self.mail.came.set(Some(input));
        let polled = self.work.as_mut().map(|work| work.as_mut().poll(&mut Context::from_waker(Waker::noop())));
        let said = self.mail.said.take();
        let command = match polled {
            Some(Poll::Pending) => said,
            Some(Poll::Ready(ended)) => {
                self.work = None;
                Some(Command::Done(ended))
            }
            None => None,
        };
        Step { event: self.mail.told.take(), note: self.mail.noted.take(), command: command.unwrap_or(Command::Nothing) }
    }

    /// Ends the call for its caller: nothing is sent from here on. What was accepted stays so, and the abort is the cause of what could not
    /// be confirmed.
    pub fn abort(&mut self) -> Ended {
        self.work = None;
        let Some(receipt) = self.mail.accepted.get() else { return Ended::Aborted { may_have_changed: !self.is_untouched() } };
        let error = Box::new(Error { attempts: receipt.attempts, applied: Some(true), ..*guard::not_verified() });
        Ended::Failed(Box::new(Failure { error, kept: None, cause: Some(Cause::Abort), receipt: Some(receipt) }))
    }

    /// Whether no request has left that may have changed the key.
    pub fn is_untouched(&self) -> bool {
        !self.mail.may_have_changed.get()
    }
}
