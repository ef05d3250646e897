import { createRoute } from '@tanstack/react-router';
import { root } from '../../shell/routes.ts';
import { JoinPage } from './JoinPage.tsx';

const join = createRoute({ getParentRoute: () => root, path: '/join', component: JoinPage });

export const joinRoutes = [join] as const;
