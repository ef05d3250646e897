import { createContext } from 'react';
import type { ShownKey } from '../../components/ShownOnce.tsx';

/** Shows a new code once, on the page below the form that made it. */
export const ShowCode = createContext<(code: ShownKey) => void>(() => undefined);
