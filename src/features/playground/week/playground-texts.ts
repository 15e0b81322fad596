import type { Act } from "#features/playground/week/act.ts";
import type { AppointmentStatus, Payment } from "#features/playground/week/week.ts";

/** Words of the playground. */
export const TEXTS = {
  title: "Playground",
  description:
    "A made-up salon. Book, move or cancel an appointment, and watch the event it causes arrive at your test webhooks. Nothing here touches your real bookings.",
  viewerTitle: "The playground is for admins",
  viewer:
    "Here admins book, move and cancel made-up appointments, and see the events that test webhooks get. Ask an admin of your business to try something, then find the deliveries in test mode.",
  actAs: "You act as",
  sandbox: "Sandbox",
  actAsHint: "Sets actor and cause of each event",
  staff: "Staff",
  customer: "Customer",
  startOver: "Start over",
  startOverTitle: "Start over with a new week?",
  startOverText: "Your week and its list of events are replaced. Sent events stay in the log for 7 days.",
  days: "Day",
  schedule: "Schedule",
  keys: "Arrow keys move through the schedule, Enter books or opens an appointment, M moves it, Page Up and Page Down change the day.",
  book: "Book an appointment",
  bookButton: "Book",
  closed: "Closed",
  noAppointments: "No appointments on this day.",
  service: "Service",
  who: "Customer",
  person: "Staff member",
  day: "Day",
  time: "Time",
  noTime: "No free time. Choose another day, service or staff member.",
  move: "Move appointment",
  moveButton: "Move",
  note: "Note on the appointment",
  noteLabel: "Note",
  noteButton: "Save note",
  cancelDialog: "Cancel",
  moveKeys: "Move with arrow keys",
  moveTo: "Move to…",
  editNote: "Edit note…",
  moving: "Arrow keys choose the time and the staff member, Page Up and Page Down the day. Enter moves, Escape stops.",
  moveStopped: "Not moved.",
  free: "Free",
  notDone: "Not possible",
  events: "Events",
  eventsHint: "Newest first",
  noEvents: "No events yet",
  noEventsText: "Book, drag or cancel an appointment. Each act sends one event, which appears here.",
  sendNow: "Send now",
  waiting: "Waiting",
  sending: "Sending",
  notSent: "Not sent",
  noSubscriber: "No test webhook takes this event. Check its events, and whether it is on.",
  alsoSent: "Also sent",
  eventData: "Data of the event",
  response: "Response",
  openDelivery: "Open delivery",
  openEvent: "Open event",
  noWebhook: "Create a test webhook to see deliveries",
  noWebhookText: "Test webhooks get only sandbox events, never real bookings.",
  noWebhookInspector: "The built-in inspector shows what it receives, and answers as you choose.",
  createInspector: "Create a test webhook",
  creating: "Creating…",
  url: "URL of your test endpoint",
  testWebhooks: "Test webhooks",
  openInspector: "Open inspector",
  inspectorName: "Playground inspector",
  off: "Off",
  seeDeliveries: "See deliveries",
  deletedWebhook: "deleted webhook",
  tryAgain: "Try again",
  deliveries: "Deliveries",
  noWebhookYet: "No test webhook yet.",
  nextAttempt: "next attempt",
  loading: "Loading…",
  noResponse: "No response yet.",
} as const;

export const STATUS_WORDS: Record<AppointmentStatus, string> = {
  pending: "Not confirmed",
  confirmed: "Confirmed",
  completed: "Completed",
  no_show: "No-show",
  canceled: "Canceled",
};

export const PAYMENT_WORDS: Record<Payment["status"], string> = {
  completed: "Paid",
  failed: "Payment failed",
  refunded: "Refunded",
};

/** Labels of acts in the menu. */
export const ACT_WORDS: Record<Exclude<Act["kind"], "book" | "move" | "note">, string> = {
  confirm: "Confirm",
  complete: "Complete",
  no_show: "Mark as no-show",
  pay: "Take payment",
  fail_payment: "Let a payment fail",
  refund: "Refund payment",
  cancel: "Cancel appointment",
};

export const waitingTitle = (count: number): string =>
  count === 1 ? "1 event is waiting" : `${count} events are waiting`;
