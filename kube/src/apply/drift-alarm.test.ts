import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fakeClock } from '@sluice/testing'
import { DriftAlarm } from './drift-alarm.ts'
