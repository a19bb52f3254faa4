import { Conversation } from "./conversation";
import { ConversationReader } from "./conversation-reader";

/** Conversations that are over, kept for others. */
const MAX_SPARE = 8192;

/** Makes conversations out of those that are over, for one reader. */
export class ConversationSupply {
  readonly #reader = new ConversationReader();
  readonly #spare: Conversation[] = [];

  take(): Conversation {
    const spare = this.#spare.pop();
    if (spare === undefined) return new Conversation(this.#reader);
    spare.reset();
    return spare;
  }

  /** Nobody looks at its transcript any more. */
  giveBack(conversation: Conversation): void {
    conversation.release();
    if (this.#spare.length < MAX_SPARE) this.#spare.push(conversation);
  }
}
