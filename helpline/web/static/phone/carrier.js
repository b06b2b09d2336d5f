/** What Twilio answers itself to STOP, START and HELP, in its standard words, before or instead of the line. */

const SAID = {
  stop: "You have successfully been unsubscribed. You will not receive any more messages from this number. Reply START to resubscribe.",
  start:
    "You have successfully been re-subscribed to messages from this number. Reply HELP for help. Reply STOP to unsubscribe. Msg&Data Rates May Apply.",
  help: "Reply STOP to unsubscribe. Msg&Data Rates May Apply.",
};

/** Return what the carrier sends for one of its words to a phone, or "". Updates whether STOP holds for it. */
export function carrierReply(phone, word) {
  const was = phone.stopped;
  if (word === "stop") phone.stopped = true;
  if (word === "start") phone.stopped = false;
  if ((word === "stop" && was) || (word === "start" && !was)) return "";
  return SAID[word] ?? "";
}
