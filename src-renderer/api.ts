import { createTRPCClient } from '@trpc/client';
import type { AppRouter } from '../src-main/contract/router.ts';
import { connect } from './carrier/connection.ts';
import { carrierLink } from './carrier/link.ts';
import { openWay } from './carrier/ways.ts';

const connection = connect(openWay);

/** The engine. A failed call rejects with a TRPCClientError whose `data.failure` is a Failure of the contract. */
export const api = createTRPCClient<AppRouter>({ links: [carrierLink(connection)] });

/** Told whether the engine can be reached, and in words why not. Subscriptions come back by themselves. */
export const onConnection = connection.onState;
