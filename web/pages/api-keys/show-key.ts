import { createContext } from 'react';
import type { ShownKey } from '../../components/ShownOnce.tsx';

/** Shows a new key once, on the page below the form that made it. */
export const ShowKey = createContext<(key: ShownKey) => void>(() => undefined);
