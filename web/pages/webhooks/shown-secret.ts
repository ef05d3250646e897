import { createContext, use } from 'react';
import type { ShownKey } from '../../components/ShownOnce.tsx';

/** Shows a new secret, once, on the page below the form that made it: it is kept in no cache and no address. */
export const ShowSecret = createContext<(shown: ShownKey) => void>(() => undefined);
export const useShowSecret = () => use(ShowSecret);
