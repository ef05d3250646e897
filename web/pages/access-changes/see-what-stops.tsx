import { Anchor } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Problem } from '../../problem.ts';

/** Where automation would stop, the way to the form that shows it and hands it over. */
export const seeWhatStops =
  (to: string) =>
  ({ name }: Problem, close: () => void): ReactNode =>
    name === 'automation-would-stop' && (
      <Anchor component={Link} to={to} onClick={close} display="block" underline="always" fz="sm">
        See what would stop, and hand it over
      </Anchor>
    );
