import { ACCESS_ROUTES } from './routes/access.ts';
import { CATALOGUE_ROUTES } from './routes/catalogue.ts';
import { EXCEPTIONS_ROUTES } from './routes/exceptions.ts';
import { FIGURES_ROUTES } from './routes/figures.ts';
import { ORDERS_ROUTES } from './routes/orders.ts';
import { SERVICE_ROUTES } from './routes/service.ts';
import { SOURCES_ROUTES } from './routes/sources.ts';

/** Every endpoint of the api by name. */
export const ROUTES = {
  ...ORDERS_ROUTES,
  ...FIGURES_ROUTES,
  ...EXCEPTIONS_ROUTES,
  ...SOURCES_ROUTES,
  ...CATALOGUE_ROUTES,
  ...ACCESS_ROUTES,
  ...SERVICE_ROUTES,
} as const;
export type RouteName = keyof typeof ROUTES;
