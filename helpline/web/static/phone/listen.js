/** The browser's own speech recogniser, where it has one. It runs only while somebody has pressed Speak. */

const Recognition = window.SpeechRecognition ?? window.webkitSpeechRecognition;

/** Whether this browser has a recogniser. */
export const canListen = Boolean(Recognition);

/** Hear one utterance; return what comes of it ({ words, confidence }, { error } or null for silence) and how to stop early. */
export function hear(language) {
  const recognition = Object.assign(new Recognition(), { lang: language, continuous: false, interimResults: false });
  const heard = new Promise((resolve) => {
    recognition.onresult = ({ results }) => resolve({ words: results[0][0].transcript, confidence: results[0][0].confidence || 0.9 });
    recognition.onerror = ({ error }) => resolve({ error });
    recognition.onend = () => resolve(null);
  });
  recognition.start();
  return { heard, stop: () => recognition.stop() };
}
