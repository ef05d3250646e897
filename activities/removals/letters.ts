import { failures, type NamedFailure } from '../../rules/failures.ts';
import type { OfferRow } from '../../prisma/queries/hand-over-offers/list.ts';
import type { FollowUpRow } from '../../prisma/queries/follow-ups/list.ts';
import { offeredItems } from '../../rules/removals/offers.ts';
import { stepOf, type StepName } from '../../rules/removals/steps.ts';
import type { Letter } from '../mails/letter.ts';

interface Place {
  /** base URL of the console */
  url: string;
  organization: string;
}

const removalPage = ({ url, organization }: Place, removalId: string): string =>
  `${url}/o/${organization}/removals/${removalId}`;
const followUpPage = ({ url, organization }: Place, followUpId: string): string =>
  `${url}/o/${organization}/follow-ups/${followUpId}/attest`;

const consentPage = ({ url, organization }: Place, connectionId: string): string =>
  `${url}/o/${organization}/connections/${connectionId}/consent`;

/** Nobody acted on a blocked step. */
export function blockedLetter(
  place: Place,
  to: { name: string },
  blocked: { removalId: string; leaverName: string; step: StepName; failure: NamedFailure },
): Letter {
  const { title, skippable } = stepOf(blocked.step);
  return {
    subject: `The removal of ${blocked.leaverName} is blocked and waits for someone`,
    greeting: `Hello ${to.name},`,
    paragraphs: [
      `The removal of ${blocked.leaverName} can't go on at the step “${title}”: ${failures[blocked.failure.name].says}.`,
      'No admin has acted within the time that your organization’s policy gives, so we tell you. Nothing was lost, and what was shut stays shut.',
      `In the console you can try the step again${skippable ? ', or go on without it and say why' : ''}.`,
    ],
    button: { label: 'Open the removal', url: removalPage(place, blocked.removalId) },
  };
}

/** The removal has ended. */
export function endedLetter(
  place: Place,
  to: { name: string },
  { removalId, leaverName, proven }: { removalId: string; leaverName: string; proven: boolean },
): Letter {
  const proof = proven
    ? 'Its certificate says that it is proven: everything was read again, and every door was tried.'
    : 'Its certificate lists what is not proven, each with the reason. Please look at it.';
  return {
    subject: `The removal of ${leaverName} is completed`,
    greeting: `Hello ${to.name},`,
    paragraphs: [`The removal of ${leaverName}, which you asked for, has run through all its steps.`, proof],
    button: { label: 'Open the removal', url: removalPage(place, removalId) },
  };
}

/** Something only a person can do outside. `nth`: 1 is the first mail about it. */
export function followUpLetter(place: Place, to: { name: string }, followUp: FollowUpRow, nth: number): Letter {
  const due = followUp.dueAt.toISOString().slice(0, 10);
  return {
    subject: `${nth === 1 ? 'To do' : 'Reminder'}: ${task(followUp)}`,
    greeting: `Hello ${to.name},`,
    paragraphs: [
      `${followUp.leaverName} has left. What they held outside of here has to be ended by hand: ${task(followUp)}, by ${due}.`,
      ...(followUp.page === null || renews(followUp) ? [] : [`The provider’s own page for it: ${followUp.page}`]),
      renews(followUp)
        ? 'You sign in at the provider and allow it there. Your consent is tested before anything runs on it; then the old one is revoked.'
        : 'When it is done, say so in the console, with what shows that it is done.',
    ],
    button: renews(followUp)
      ? { label: 'Give consent', url: consentPage(place, followUp.connectionId) }
      : { label: 'Open the follow-up', url: followUpPage(place, followUp.id) },
  };
}

/** The owner of a follow-up did not do it. */
export function escalationLetter(place: Place, to: { name: string }, followUp: FollowUpRow): Letter {
  return {
    subject: `Not done by ${followUp.ownerName}: ${task(followUp)}`,
    greeting: `Hello ${to.name},`,
    paragraphs: [
      `${followUp.ownerName} was asked to ${task(followUp)}, because ${followUp.leaverName} has left, and has not said that it is done.`,
      'Please see that it is done, or do it yourself and say so in the console.',
    ],
    button: { label: 'Open the follow-up', url: followUpPage(place, followUp.id) },
  };
}

const renews = ({ kind }: FollowUpRow): boolean => kind === 'renew-grant';

function task({ kind, provider, connectionName, leaverName }: FollowUpRow): string {
  const where = provider === null ? '' : ` at ${provider}`;
  if (kind === 'renew-grant')
    return `give the connection “${connectionName}”${where} a consent of your own in place of that of ${leaverName}, because something runs on it`;
  return kind === 'revoke-grant'
    ? `revoke the consent of ${leaverName}${where}, on which the connection “${connectionName}” rests`
    : `change the secret of the connection “${connectionName}”${where}`;
}

/** What someone is to receive, and until when they can answer. */
export function offerLetter(place: Place, to: { name: string }, offer: OfferRow): Letter {
  const items = offeredItems(offer.counts);
  const many = items === 1 ? 'one thing' : `${items} things`;
  return {
    subject: `${offer.leaverName} is leaving: ${many} would go to you`,
    greeting: `Hello ${to.name},`,
    paragraphs: [
      `${offer.leaverName} is leaving, and ${many} would go to you on ${when(offer.effectiveAt)}.`,
      `Until ${when(offer.dueAt)} you can accept it, decline it with a reason, or name a colleague who is asked instead. Who says nothing is taken for what your organization’s policy says.`,
    ],
    button: { label: 'Look at it', url: `${place.url}/o/${place.organization}/hand-over-offers/${offer.id}` },
  };
}

/** A connection that comes to them rests on the leaver's consent: before the date they give one of their own. */
export function consentWantedLetter(
  place: Place,
  to: { name: string },
  wanted: { connectionId: string; connectionName: string; provider: string; leaverName: string; effectiveAt: Date },
): Letter {
  const { connectionId, connectionName, provider, leaverName, effectiveAt } = wanted;
  return {
    subject: `Please give “${connectionName}” a consent of your own before ${leaverName} leaves`,
    greeting: `Hello ${to.name},`,
    paragraphs: [
      `The connection “${connectionName}” at ${provider} goes to you on ${when(effectiveAt)}. It rests on the consent of ${leaverName}, which ends then or soon after, and something runs on it.`,
      'You sign in at the provider and allow it there. Your consent is tested before anything runs on it.',
    ],
    button: { label: 'Give consent', url: consentPage(place, connectionId) },
  };
}

/** They have not answered yet, and the time is nearly over. */
export function offerReminderLetter(place: Place, to: { name: string }, offer: OfferRow): Letter {
  return {
    subject: `Please answer until ${when(offer.dueAt)}: what ${offer.leaverName} leaves to you`,
    greeting: `Hello ${to.name},`,
    paragraphs: [
      `You were asked whether you take what ${offer.leaverName} leaves, and have not answered. Until ${when(offer.dueAt)} you can accept it, decline it, or name a colleague.`,
      'After that your organization’s policy answers for you. There is no other reminder.',
    ],
    button: { label: 'Answer', url: `${place.url}/o/${place.organization}/hand-over-offers/${offer.id}` },
  };
}

/** Someone does not take it. */
export function answeredLetter(place: Place, to: { name: string }, offer: OfferRow): Letter {
  const said =
    offer.status === 'redirected'
      ? `named ${offer.redirectedToName ?? 'a colleague'} instead, who is asked now`
      : `${offer.bySilence ? 'did not answer' : 'declined'}: it goes to whoever is next`;
  return {
    subject: `${offer.successorName} does not take what ${offer.leaverName} leaves`,
    greeting: `Hello ${to.name},`,
    paragraphs: [`Of what ${offer.leaverName} leaves, something was offered to ${offer.successorName}, who ${said}.`],
    button: { label: 'Open the removal', url: removalPage(place, offer.removalId) },
  };
}

const when = (at: Date): string => `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
