export { RNN, type RNNOptions } from "../rnn.ts";
export { LSTM } from "../lstm.ts";
export { GRU } from "../gru.ts";
export type { RecurrentOptions } from "../recurrent.ts";
export { RNNCell, type RNNCellOptions } from "../rnn-cell.ts";
export { LSTMCell } from "../lstm-cell.ts";
export { GRUCell } from "../gru-cell.ts";
export type { RecurrentCellOptions } from "../recurrent-cell.ts";
