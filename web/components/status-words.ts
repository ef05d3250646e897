import {
  IconAlertTriangle,
  IconBan,
  IconCheck,
  IconCircleDashed,
  IconClock,
  IconInfoCircle,
  IconLoader2,
  IconMailForward,
  IconPlayerPause,
  IconPlayerSkipForward,
  IconX,
} from '@tabler/icons-react';

export interface Look {
  label: string;
  color: string;
  icon: typeof IconCheck;
}

const look = (label: string, color: string, icon: typeof IconCheck): Look => ({ label, color, icon });

/** Every status that the API names, as people read it. A word and an icon always: the color only helps. */
export const statusLooks = {
  member: {
    invited: look('Invited', 'blue', IconMailForward),
    active: look('Active', 'green', IconCheck),
    suspended: look('Suspended', 'orange', IconBan),
    deactivated: look('Deactivated', 'gray', IconX),
    removed: look('Removed permanently', 'gray', IconX),
  },
  invitation: {
    awaiting_approval: look('Awaits approval', 'orange', IconClock),
    sent: look('Sent', 'blue', IconMailForward),
    accepted: look('Accepted', 'green', IconCheck),
    refused: look('Refused', 'red', IconX),
    expired: look('Expired', 'gray', IconClock),
    revoked: look('Revoked', 'gray', IconBan),
  },
  handOverOffer: {
    open: look('Not answered yet', 'orange', IconClock),
    accepted: look('Accepted', 'green', IconCheck),
    declined: look('Declined', 'red', IconX),
    redirected: look('A colleague instead', 'blue', IconPlayerSkipForward),
    lapsed: look('Lapsed', 'gray', IconBan),
    withdrawn: look('Withdrawn', 'gray', IconX),
  },
  affiliation: {
    offered: look('Offered', 'orange', IconClock),
    agreed: look('Agreed', 'green', IconCheck),
    ended: look('Ended', 'gray', IconX),
  },
  approval: {
    pending: look('Waits for a decision', 'orange', IconClock),
    approved: look('Approved', 'green', IconCheck),
    refused: look('Refused', 'red', IconX),
    expired: look('Timed out', 'gray', IconClock),
    withdrawn: look('Withdrawn', 'gray', IconBan),
  },
  removal: {
    planned: look('Planned', 'blue', IconCircleDashed),
    awaiting_approval: look('Awaits approval', 'orange', IconClock),
    waiting: look('Waits for its date', 'blue', IconClock),
    running: look('Running', 'blue', IconLoader2),
    completed: look('Completed', 'green', IconCheck),
    cancelled: look('Cancelled', 'gray', IconX),
    paused: look('Paused', 'orange', IconPlayerPause),
    blocked: look('Blocked', 'red', IconAlertTriangle),
  },
  leave: {
    open: look('Open', 'orange', IconClock),
    withdrawn: look('Withdrawn', 'gray', IconX),
  },
  massRemoval: {
    awaiting_approval: look('Awaits approval', 'orange', IconClock),
    running: look('Running', 'blue', IconLoader2),
    paused: look('Paused', 'orange', IconPlayerPause),
    cancelling: look('Being cancelled', 'orange', IconLoader2),
    done: look('Done', 'green', IconCheck),
    refused: look('Refused', 'red', IconX),
    cancelled: look('Cancelled', 'gray', IconX),
  },
  reinstatement: {
    running: look('Running', 'blue', IconLoader2),
    completed: look('Completed', 'green', IconCheck),
    blocked: look('Blocked', 'red', IconAlertTriangle),
  },
  outcome: {
    restored: look('Restored', 'green', IconCheck),
    kept: look('Kept as changed', 'orange', IconInfoCircle),
    impossible: look('Not possible', 'gray', IconX),
  },
  step: {
    pending: look('Not begun', 'gray', IconCircleDashed),
    running: look('Running', 'blue', IconLoader2),
    blocked: look('Blocked', 'red', IconAlertTriangle),
    done: look('Done', 'green', IconCheck),
    skipped: look('Skipped', 'orange', IconPlayerSkipForward),
  },
  item: {
    pending: look('Planned', 'gray', IconCircleDashed),
    awaiting_host: look('Waits for the host', 'blue', IconClock),
    done: look('Done', 'green', IconCheck),
    skipped: look('Skipped', 'orange', IconPlayerSkipForward),
    not_proven: look('Not proven', 'red', IconAlertTriangle),
  },
  risk: {
    red: look('Critical', 'red', IconAlertTriangle),
    amber: look('Notice', 'orange', IconInfoCircle),
    none: look('No risk', 'gray', IconCheck),
  },
  apiKey: {
    active: look('Active', 'green', IconCheck),
    ending: look('Ends, replaced', 'orange', IconClock),
    ended: look('Ended', 'gray', IconX),
  },
  decision: {
    allowed: look('Allowed', 'green', IconCheck),
    refused: look('Refused', 'red', IconX),
  },
  webhook: {
    enabled: look('Enabled', 'green', IconCheck),
    disabled: look('Disabled', 'orange', IconBan),
    archived: look('Archived', 'gray', IconX),
    failing: look('Failing', 'red', IconAlertTriangle),
  },
  delivery: {
    failing: look('Failing, tried again', 'red', IconAlertTriangle),
    dead: look('Dead letter', 'orange', IconX),
    retrying: look('Sent again', 'blue', IconLoader2),
    delivered: look('Delivered', 'green', IconCheck),
  },
  followUp: {
    open: look('Open', 'orange', IconClock),
    done: look('Done', 'green', IconCheck),
    waived: look('Waived', 'gray', IconPlayerSkipForward),
  },
} as const satisfies Record<string, Record<string, Look>>;

export type StatusKind = keyof typeof statusLooks;
export type StatusOf<K extends StatusKind> = keyof (typeof statusLooks)[K];
