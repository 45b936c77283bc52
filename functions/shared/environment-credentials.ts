// Stands in for the SDK's chain of credential providers in the deployed bundles: a Lambda function has its
// role's credentials in its environment, and neither profiles nor single sign-on nor an instance's metadata.
export { fromEnv as defaultProvider } from '@aws-sdk/credential-provider-env';
